import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dryRunWarehouse } from "../dry-run/dry-run-warehouse.ts";
import type { Json } from "../json.ts";
import { openWarehouse } from "../open-warehouse.ts";
import { createOutcomes } from "../outcomes/create-outcomes.ts";
import { tables } from "../tables/index.ts";
import { MergeModel } from "../testing/merge-model.ts";
import { at, rawRow, rowsOf } from "../testing/rows.ts";
import type { RowInput, Warehouse } from "../warehouse.ts";

let folder = "";
let warehouse: Warehouse;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lorchestra-merge-"));
  warehouse = await openWarehouse({ driver: "sqlite", path: join(folder, "w.db") });
});
afterEach(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

const rawRows = fc.array(
  fc
    .record({
      id: fc.constantFrom("a", "b", "c", "é", "\u{1F600}", "\uFFFD"),
      version: fc.integer({ min: 0, max: 2 }),
      minute: fc.integer({ min: 0, max: 50 }),
      deleted: fc.boolean(),
    })
    .map(({ id, version, minute, deleted }) =>
      rawRow(id, version, minute, { deleted_at: deleted ? at(1) : null }),
    ),
  { maxLength: 25 },
);

const stateRows: fc.Arbitrary<RowInput[]> = fc.array(
  fc.record({
    stream: fc.constantFrom("a", "b"),
    state: fc.json().map((text): Json => JSON.parse(text)),
    updated_at: fc.integer({ min: 0, max: 50 }).map(at),
    correlation_id: fc.constantFrom("x", "y"),
  }),
  { maxLength: 10 },
);

test("merging is merging one by one, in any batches, and a dry run counts the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(rawRows, fc.integer({ min: 1, max: 30 })), { minLength: 1, maxLength: 4 }),
      async (merges) => {
        await warehouse.remove("raw_objects", "source_system", ["s"]);
        const model = new MergeModel(tables.raw_objects);
        const rehearsal = dryRunWarehouse(warehouse);
        const rehearsed = [];
        for (const [rows, batchSize] of merges)
          rehearsed.push(await rehearsal.merge("raw_objects", rows, { batchSize }));
        const counts = [];
        for (const [rows, batchSize] of merges)
          counts.push(await warehouse.merge("raw_objects", rows, { batchSize }));
        const expected = merges.map(([rows]) => model.merge(rows));
        expect(counts).toEqual(expected);
        expect(rehearsed).toEqual(expected);
        expect(await rowsOf(warehouse, "raw_objects")).toEqual(model.rows());
      },
    ),
    { numRuns: 60 },
  );
});

test("JSON content is compared as JSON text, any value of it", async () => {
  await fc.assert(
    fc.asyncProperty(stateRows, async (rows) => {
      await warehouse.remove("stream_state", "stream", ["a", "b"]);
      const model = new MergeModel(tables.stream_state);
      const rehearsed = await dryRunWarehouse(warehouse).merge("stream_state", rows);
      const counts = await warehouse.merge("stream_state", rows, { batchSize: 3 });
      expect(counts).toEqual(model.merge(rows));
      expect(rehearsed).toEqual(counts);
      expect(await rowsOf(warehouse, "stream_state", "stream")).toEqual(model.rows());
    }),
    { numRuns: 60 },
  );
});

test("due goes through many pages of keys", async () => {
  const keys = Array.from({ length: 10_001 }, (_, index) => `k${String(index).padStart(6, "0")}`);
  await warehouse.merge(
    "raw_objects",
    keys.map((key) => rawRow(key, 1)),
  );
  const outcomes = createOutcomes(warehouse, { correlationId: "r", now: () => new Date(0) });
  const request = {
    stage: "s",
    output: "o",
    processor: "p",
    input: { table: "raw_objects", where: { source_system: "s", object_type: "o" } },
  } as const;
  const seen: string[] = [];
  for await (const input of outcomes.due(request)) seen.push(input.key);
  expect(seen).toEqual(keys);
});
