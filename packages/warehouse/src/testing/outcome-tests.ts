import { deepStrictEqual, equal, rejects } from "node:assert/strict";
import type { DueInput, DueRequest, Outcome, Outcomes } from "../outcomes/contract.ts";
import { createOutcomes } from "../outcomes/create-outcomes.ts";
import { createStreamStates } from "../outcomes/create-stream-states.ts";
import type { RowInput } from "../warehouse.ts";
import { at, collect, rawRow } from "./rows.ts";
import type { ConformanceTest } from "./test-warehouse.ts";

const provenance = { correlationId: "run-1", now: () => new Date(at(9)) };

const request: DueRequest = {
  stage: "canonize",
  output: "x",
  processor: "t@1+aa",
  input: { table: "raw_objects", where: { source_system: "s", object_type: "o" } },
};

async function due(outcomes: Outcomes, wanted: DueRequest = request): Promise<DueInput[]> {
  return collect(outcomes.due(wanted));
}

const brief = (inputs: readonly DueInput[]) =>
  inputs.map(({ key, hash, deleted, attempts }) => [key, hash, deleted, attempts]);

const done = ({ key, hash, attempts }: DueInput): Outcome => ({ key, hash, attempts, outcome: "ok" });

function canonicalRow(key: string, rawHash: string, transformHash: string): RowInput {
  return {
    idem_key: key,
    source_system: "s",
    connection_name: "c",
    object_type: "o",
    canonical_schema: "iglu:x",
    canonical_format: "x",
    transform_ref: "t@1",
    transform_hash: transformHash,
    raw_idem_key: "r",
    raw_payload_hash: rawHash,
    payload: { a: 1 },
    canonicalized_at: at(0),
    created_at: at(0),
  };
}

/** What Outcomes and StreamStates do over the driver. */
export const outcomeTests: { readonly [name: string]: ConformanceTest } = {
  "an input is due until it has an outcome for its present hash and processor": async (store) => {
    const warehouse = await store.open();
    const outcomes = createOutcomes(warehouse, provenance);
    await warehouse.merge("raw_objects", [
      rawRow("b", 1),
      rawRow("a", 1),
      rawRow("other", 1, 0, { object_type: "else" }),
    ]);
    const first = await due(outcomes);
    deepStrictEqual(brief(first), [
      ["a", "hash-1", false, 0],
      ["b", "hash-1", false, 0],
    ]);
    deepStrictEqual(first[0]?.row.payload, { id: "a", version: 1 });
    equal(await outcomes.countDue(request), 2);
    await outcomes.record(request, first.map(done));
    deepStrictEqual(await due(outcomes), []);
    equal(await outcomes.countDue(request), 0);
    equal((await due(outcomes, { ...request, output: "y" })).length, 2);
    equal((await due(outcomes, { ...request, processor: "t@1+bb" })).length, 2);
    await warehouse.merge("raw_objects", [rawRow("a", 2, 1)]);
    deepStrictEqual(brief(await due(outcomes)), [["a", "hash-2", false, 0]]);
    await warehouse.close();
  },

  "a deletion is a change, and so is coming back": async (store) => {
    const warehouse = await store.open();
    const outcomes = createOutcomes(warehouse, provenance);
    await warehouse.merge("raw_objects", [rawRow("a", 1)]);
    await outcomes.record(request, (await due(outcomes)).map(done));
    await warehouse.update("raw_objects", [{ idem_key: "a", deleted_at: at(2) }]);
    const deleted = await due(outcomes);
    deepStrictEqual(brief(deleted), [["a", "hash-1#deleted", true, 0]]);
    await outcomes.record(
      request,
      deleted.map((input) => ({ ...done(input), outcome: "skipped" as const })),
    );
    deepStrictEqual(await due(outcomes), []);
    await warehouse.merge("raw_objects", [rawRow("a", 1, 3)]);
    deepStrictEqual(brief(await due(outcomes)), [["a", "hash-1", false, 0]]);
    await warehouse.close();
  },

  "replay makes an input due again and its attempts go on counting": async (store) => {
    const warehouse = await store.open();
    const outcomes = createOutcomes(warehouse, provenance);
    const { sql } = warehouse;
    await warehouse.merge("raw_objects", [rawRow("a", 1)]);
    for (const attempts of [0, 1, 2]) {
      const inputs = await due(outcomes);
      deepStrictEqual(brief(inputs), [["a", "hash-1", false, attempts]]);
      await outcomes.record(
        request,
        inputs.map(({ key, hash, attempts }) => ({
          key,
          hash,
          attempts,
          outcome: "quarantined" as const,
          reasonCode: "bad_date",
          detail: { path: "/date" },
        })),
      );
      deepStrictEqual(await due(outcomes), []);
      equal(await outcomes.replay(request, ["a", "nobody"]), 1);
      equal(await outcomes.replay(request, ["a"]), 1);
    }
    const [row] = await warehouse.query(
      sql`SELECT attempts, outcome, reason_code, detail FROM ${sql.table("record_outcomes")}`,
    );
    deepStrictEqual(row, {
      attempts: 3,
      outcome: "quarantined",
      reason_code: "bad_date",
      detail: { path: "/date" },
    });
    await warehouse.close();
  },

  "canonical objects are due when their raw object or their transform changed": async (store) => {
    const warehouse = await store.open();
    const outcomes = createOutcomes(warehouse, provenance);
    const wanted: DueRequest = {
      ...request,
      stage: "final_form",
      input: { table: "canonical_objects", where: { canonical_schema: "iglu:x" } },
    };
    await warehouse.merge("canonical_objects", [canonicalRow("r#x", "h1", "t1")]);
    const inputs = await due(outcomes, wanted);
    deepStrictEqual(brief(inputs), [["r#x", "h1:t1", false, 0]]);
    await outcomes.record(wanted, inputs.map(done));
    deepStrictEqual(await due(outcomes, wanted), []);
    await warehouse.merge("canonical_objects", [canonicalRow("r#x", "h1", "t2")]);
    deepStrictEqual(brief(await due(outcomes, wanted)), [["r#x", "h1:t2", false, 0]]);
    await warehouse.close();
  },

  "gone inputs are found and forgotten": async (store) => {
    const warehouse = await store.open();
    const outcomes = createOutcomes(warehouse, provenance);
    await warehouse.merge("raw_objects", [rawRow("a", 1), rawRow("b", 1), rawRow("c", 1)]);
    await outcomes.record(request, (await due(outcomes)).map(done));
    await warehouse.remove("raw_objects", "idem_key", ["a", "c"]);
    deepStrictEqual(await collect(outcomes.gone(request)), [["a", "c"]]);
    await outcomes.forget(request, ["a", "c"]);
    deepStrictEqual(await collect(outcomes.gone(request)), []);
    await warehouse.close();
  },

  "due pages through many inputs while their outcomes are recorded, and keeps to its limit": async (
    store,
  ) => {
    const warehouse = await store.open();
    const outcomes = createOutcomes(warehouse, provenance);
    const count = 450;
    const keys = Array.from({ length: count }, (_, index) => `k${String(index).padStart(5, "0")}`);
    await warehouse.merge(
      "raw_objects",
      keys.map((key) => rawRow(key, 1)),
    );
    equal((await due(outcomes, { ...request, limit: 301 })).length, 301);
    equal(await outcomes.countDue({ ...request, limit: 301 }), 301);
    const seen: string[] = [];
    for await (const input of outcomes.due(request)) {
      seen.push(input.key);
      await outcomes.record(request, [done(input)]);
    }
    deepStrictEqual(seen, keys);
    equal(await outcomes.countDue(request), 0);
    await warehouse.close();
  },

  "a column to select by must be one of the table": async (store) => {
    const warehouse = await store.open();
    const outcomes = createOutcomes(warehouse, provenance);
    const wrong = { ...request, input: { table: "raw_objects" as const, where: { "1=1 OR x": "y" } } };
    await rejects(due(outcomes, wrong), /no column/);
    await rejects(outcomes.countDue(wrong), /no column/);
    await warehouse.close();
  },

  "stream states are kept": async (store) => {
    const warehouse = await store.open();
    const states = createStreamStates(warehouse, provenance);
    equal(await states.get("s"), undefined);
    await states.set("s", { cursor: [1, "a"] });
    await states.set("t", null);
    await states.set("s", { cursor: [2, "b"] });
    deepStrictEqual([await states.get("s"), await states.get("t")], [{ cursor: [2, "b"] }, null]);
    await warehouse.close();
  },
};
