import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contentHash, type IdemKeyError, recordIdemKey, stripeInvoiceIdemKey } from "@lorchestra/idem-keys";
import {
  dryRunWarehouse,
  type JsonObject,
  openWarehouse,
  type Row,
  type Warehouse,
} from "@lorchestra/warehouse";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { markDeleted, upsertObjects } from "./index.ts";

let folder = "";
let client: Warehouse;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lorchestra-events-"));
  client = await openWarehouse({ driver: "sqlite", path: join(folder, "w.db") });
});
afterEach(async () => {
  await client.close();
  rmSync(folder, { recursive: true, force: true });
});

const clock = (minute: number) => () => new Date(Date.UTC(2024, 0, 1, 0, minute));
const time = (minute: number): string => clock(minute)().toISOString();

function upsert(
  objects: Iterable<JsonObject> | AsyncIterable<JsonObject>,
  minute = 0,
  more: Partial<Parameters<typeof upsertObjects>[0]> = {},
) {
  return upsertObjects({
    client,
    objects,
    sourceSystem: "stripe",
    objectType: "invoice",
    correlationId: `run-${minute}`,
    idemKeyFn: stripeInvoiceIdemKey(),
    externalIdFn: (object) => String(object.id),
    now: clock(minute),
    ...more,
  });
}

async function rows(): Promise<Row[]> {
  return client.query(client.sql`SELECT * FROM ${client.sql.table("raw_objects")} ORDER BY idem_key`);
}

async function events(): Promise<number> {
  const [row] = await client.query(client.sql`SELECT COUNT(*) AS n FROM ${client.sql.table("event_log")}`);
  return Number(row?.n);
}

async function* streamed(objects: Iterable<JsonObject>): AsyncGenerator<JsonObject> {
  yield* objects;
}

describe("upsertObjects", () => {
  test("writes objects as they are, and says how many were new, changed and the same", async () => {
    expect(
      await upsert([
        { id: "a", n: 1 },
        { id: "b", n: 1 },
      ]),
    ).toEqual({ inserted: 2, updated: 0, unchanged: 0 });
    expect(await upsert([{ n: 1, id: "a" }, { id: "b", n: 2 }, { id: "c" }], 5)).toEqual({
      inserted: 1,
      updated: 1,
      unchanged: 1,
    });
    const [a, b] = await rows();
    expect(a).toEqual({
      idem_key: "stripe:default:invoice:a",
      source_system: "stripe",
      connection_name: "default",
      object_type: "invoice",
      schema_ref: null,
      external_id: "a",
      payload: { id: "a", n: 1 },
      payload_hash: contentHash({ id: "a", n: 1 }),
      first_seen: time(0),
      last_seen: time(5),
      changed_at: time(0),
      deleted_at: null,
      validation_status: null,
      validation_errors: null,
      validated_schema: null,
      correlation_id: "run-5",
    });
    expect([b?.payload, b?.first_seen, b?.changed_at]).toEqual([{ id: "b", n: 2 }, time(0), time(5)]);
  });

  test("takes lists, iterators and streams, in any batch size, with the same counts", async () => {
    const objects = Array.from({ length: 23 }, (_, index) => ({ id: `k${index % 10}`, n: index % 3 }));
    const kinds = [() => objects, () => objects.values(), () => streamed(objects), () => new Set(objects)];
    const counts = [];
    for (const [index, kind] of kinds.entries())
      counts.push(
        await upsert(kind(), 0, {
          connectionName: `c${index}`,
          batchSize: [1, 4, 100, 5000][index] ?? 1,
          idemKeyFn: stripeInvoiceIdemKey({ connectionName: `c${index}` }),
        }),
      );
    expect(new Set(counts.map((count) => JSON.stringify(count))).size).toBe(1);
    expect(counts[0]).toEqual({ inserted: 10, updated: 13, unchanged: 0 });
  });

  test("reads no further ahead than a batch", async () => {
    let produced = 0;
    const committed: number[] = [];
    async function* objects(): AsyncGenerator<JsonObject> {
      for (; produced < 10; ) yield { id: `k${produced++}` };
    }
    await upsert(objects(), 0, { batchSize: 3, onBatch: () => committed.push(produced) });
    expect(committed).toEqual([3, 6, 9, 10]);
  });

  test("writes no event, whatever the number of objects", async () => {
    await upsert(Array.from({ length: 500 }, (_, index) => ({ id: `k${index}` })));
    expect(await events()).toBe(0);
  });

  test("an object without identity ends the call with an error that names the field; batches before it stay", async () => {
    const objects = [{ id: "a" }, { id: "b" }, { name: "secret" }, { id: "c" }];
    await expect(upsert(objects, 0, { batchSize: 2 })).rejects.toMatchObject({
      code: "idem_key_missing",
      field: "id",
      message: expect.not.stringContaining("secret"),
    });
    expect((await rows()).map((row) => row.external_id)).toEqual(["a", "b"]);
  });

  test("onUnusable takes such objects, and those without canonical JSON, and the rest goes on", async () => {
    const problems: [string, number][] = [];
    const counts = await upsert([{ id: "a" }, { id: "" }, { id: "b", text: "\ud800" }, { id: "c" }], 0, {
      onUnusable: (error: IdemKeyError, index) => problems.push([error.code, index]),
    });
    expect(counts).toEqual({ inserted: 2, updated: 0, unchanged: 0 });
    expect(problems).toEqual([
      ["idem_key_empty", 1],
      ["canonical_json", 2],
    ]);
  });

  test("an error of the source itself comes through", async () => {
    async function* broken(): AsyncGenerator<JsonObject> {
      yield { id: "a" };
      throw new Error("the source broke");
    }
    await expect(upsert(broken())).rejects.toThrow("the source broke");
    const unreadable = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
    async function* locked(): AsyncGenerator<JsonObject> {
      yield { id: "a" };
      throw unreadable;
    }
    await expect(upsert(locked())).rejects.toBe(unreadable);
  });

  test("a request without what it needs is refused", async () => {
    await expect(upsert([], 0, { sourceSystem: "" })).rejects.toMatchObject({ code: "event_client_request" });
    await expect(upsert([], 0, { batchSize: 0 })).rejects.toThrow(RangeError);
  });

  test("hostile records are kept as they are", async () => {
    let deep: JsonObject = { end: 1 };
    for (let level = 0; level < 10_000; level++) deep = { a: deep };
    const record: JsonObject = JSON.parse(
      '{"id":"x","__proto__":{"polluted":1},"constructor":{"prototype":null},"n":1e300,"nul":"\\u0000"}',
    );
    await upsert([record, { id: "deep", deep }]);
    expect(await upsert([record, { id: "deep", deep }])).toEqual({ inserted: 0, updated: 0, unchanged: 2 });
    const stored = (await rows()).find((row) => row.external_id === "x");
    expect(JSON.stringify(stored?.payload)).toBe(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":null},"id":"x","n":1e+300,"nul":"\\u0000"}',
    );
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  test("a dry run counts and writes nothing", async () => {
    await upsert([{ id: "a", n: 1 }]);
    const rehearsal = dryRunWarehouse(client);
    expect(await upsert([{ id: "a", n: 2 }, { id: "b" }, { id: "b" }], 1, { client: rehearsal })).toEqual({
      inserted: 1,
      updated: 1,
      unchanged: 1,
    });
    expect((await rows()).length).toBe(1);
  });
});

describe("markDeleted", () => {
  const key = recordIdemKey({ sourceSystem: "stripe", objectType: "invoice", keyProperties: ["id"] });

  test("marks what is there once, and counts the rest", async () => {
    await upsert([{ id: "a" }, { id: "b" }]);
    const mark = (ids: readonly string[], minute: number) =>
      markDeleted({ client, keys: ids.map((id) => key({ id })), correlationId: "d", now: clock(minute) });
    expect(await mark(["a", "a", "nobody"], 3)).toEqual({ updated: 1, unchanged: 1, missing: 1 });
    expect(await mark(["a", "b"], 4)).toEqual({ updated: 1, unchanged: 1, missing: 0 });
    expect((await rows()).map((row) => row.deleted_at)).toEqual([time(3), time(4)]);
    expect(await mark([], 5)).toEqual({ updated: 0, unchanged: 0, missing: 0 });
  });

  test("an object that comes back is not deleted any more and counts as updated", async () => {
    await upsert([{ id: "a" }]);
    await markDeleted({ client, keys: streamedKeys([key({ id: "a" })]), correlationId: "d", now: clock(3) });
    expect(await upsert([{ id: "a" }], 4)).toEqual({ inserted: 0, updated: 1, unchanged: 0 });
    expect((await rows())[0]).toMatchObject({ deleted_at: null, changed_at: time(4), first_seen: time(0) });
  });
});

async function* streamedKeys(keys: readonly string[]): AsyncGenerator<string> {
  yield* keys;
}
