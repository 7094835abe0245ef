import { deepStrictEqual, equal, rejects } from "node:assert/strict";
import { type Json, JsonText } from "../json.ts";
import { tables } from "../tables/index.ts";
import type { RowInput } from "../warehouse.ts";
import { MergeModel } from "./merge-model.ts";
import { at, rawRow, rowsOf } from "./rows.ts";
import type { ConformanceTest } from "./test-warehouse.ts";

async function* streamed<T>(values: readonly T[]): AsyncGenerator<T> {
  for (const value of values) yield value;
}

/** What merge, update, append and remove do. */
export const mergeTests: { readonly [name: string]: ConformanceTest } = {
  "merge inserts, then finds nothing changed but what is touched": async (store) => {
    const warehouse = await store.open();
    deepStrictEqual(await warehouse.merge("raw_objects", [rawRow("a", 1), rawRow("b", 1)]), {
      inserted: 2,
      updated: 0,
      unchanged: 0,
    });
    deepStrictEqual(await warehouse.merge("raw_objects", streamed([rawRow("a", 1, 5)])), {
      inserted: 0,
      updated: 0,
      unchanged: 1,
    });
    const [row] = await rowsOf(warehouse, "raw_objects");
    deepStrictEqual(row, {
      ...rawRow("a", 1),
      schema_ref: null,
      validation_status: null,
      validation_errors: null,
      validated_schema: null,
      last_seen: at(5),
      correlation_id: "run-5",
      // The columns in the table's own order.
    });
    await warehouse.close();
  },

  "a changed content column updates, carries the payload, keeps what was created and clears what was derived":
    async (store) => {
      const warehouse = await store.open();
      await warehouse.merge("raw_objects", [rawRow("a", 1)]);
      deepStrictEqual(
        await warehouse.update("raw_objects", [
          { idem_key: "a", validation_status: "fail", validation_errors: [{ path: "/x" }] },
        ]),
        { updated: 1, unchanged: 0, missing: 0 },
      );
      deepStrictEqual(await warehouse.merge("raw_objects", [rawRow("a", 2, 7)]), {
        inserted: 0,
        updated: 1,
        unchanged: 0,
      });
      const [row] = await rowsOf(warehouse, "raw_objects");
      deepStrictEqual(row?.payload, { id: "a", version: 2 });
      equal(row?.first_seen, at(0));
      equal(row?.changed_at, at(7));
      equal(row?.validation_status, null);
      equal(row?.validation_errors, null);
      await warehouse.close();
    },

  "the counts and rows are those of merging one by one, whatever the batch size": async (store) => {
    const warehouse = await store.open();
    const model = new MergeModel(tables.raw_objects);
    let random = 12345;
    const draw = (below: number): number => {
      random = (random * 1103515245 + 12345) % 2147483648;
      return Math.floor((random / 2147483648) * below);
    };
    for (const batchSize of [1, 2, 3, 7, 100]) {
      const rows = Array.from({ length: 40 }, () =>
        rawRow(`k${draw(12)}`, draw(3), draw(60), { deleted_at: draw(5) === 0 ? at(1) : null }),
      );
      deepStrictEqual(await warehouse.merge("raw_objects", rows, { batchSize }), model.merge(rows));
      deepStrictEqual(await rowsOf(warehouse, "raw_objects"), model.rows());
    }
    await warehouse.close();
  },

  "each batch is committed and reported": async (store) => {
    const warehouse = await store.open();
    const other = await store.open();
    const seen: number[] = [];
    const reported: number[] = [];
    await warehouse.merge(
      "raw_objects",
      ["a", "b", "c", "d", "e"].map((id) => rawRow(id, 1)),
      {
        batchSize: 2,
        onBatch: (counts) => reported.push(counts.inserted),
      },
    );
    seen.push((await rowsOf(other, "raw_objects")).length);
    deepStrictEqual(reported, [2, 4, 5]);
    deepStrictEqual(seen, [5]);
    await other.close();
    await warehouse.close();
  },

  "an aborted merge stops before the next batch and keeps what was committed": async (store) => {
    const warehouse = await store.open();
    const controller = new AbortController();
    const merging = warehouse.merge(
      "raw_objects",
      ["a", "b", "c"].map((id) => rawRow(id, 1)),
      {
        batchSize: 1,
        signal: controller.signal,
        onBatch: () => controller.abort(new Error("stop")),
      },
    );
    await rejects(merging, /stop/);
    equal((await rowsOf(warehouse, "raw_objects")).length, 1);
    await warehouse.close();
  },

  "a row that is wrong is refused by column, without its value, and its batch with it": async (store) => {
    const warehouse = await store.open();
    const wrong: readonly (readonly [RowInput, RegExp])[] = [
      [{ ...rawRow("b", 1), payload_hash: null }, /raw_objects\.payload_hash/],
      [{ ...rawRow("b", 1), first_seen: "secret-value" }, /raw_objects\.first_seen/],
      [{ ...rawRow("b", 1), no_such: "secret-value" }, /no_such/],
      [rawRow("b\ud800", 1), /raw_objects\.idem_key/],
    ];
    for (const [row, message] of wrong) {
      await rejects(warehouse.merge("raw_objects", [rawRow("a", 1), row]), (error: Error) => {
        equal(error.name, "WarehouseError");
        equal(message.test(error.message), true, error.message);
        equal(error.message.includes("secret-value"), false);
        return true;
      });
    }
    equal((await rowsOf(warehouse, "raw_objects")).length, 0);
    await warehouse.close();
  },

  "update counts updated, unchanged and missing; touched columns do not count": async (store) => {
    const warehouse = await store.open();
    await warehouse.merge("raw_objects", [rawRow("a", 1), rawRow("b", 1)]);
    const rows = [
      { idem_key: "a", deleted_at: at(3), correlation_id: "x" },
      { idem_key: "a", deleted_at: at(3), correlation_id: "y" },
      { idem_key: "b", correlation_id: "z" },
      { idem_key: "nobody", deleted_at: at(3), correlation_id: "x" },
    ];
    deepStrictEqual(await warehouse.update("raw_objects", rows), { updated: 1, unchanged: 2, missing: 1 });
    const [a, b] = await rowsOf(warehouse, "raw_objects");
    deepStrictEqual([a?.deleted_at, a?.correlation_id, b?.correlation_id], [at(3), "y", "z"]);
    await warehouse.close();
  },

  "remove removes by a column, within others, and counts": async (store) => {
    const warehouse = await store.open();
    const outcome = (input: string, output: string): RowInput => ({
      stage: "s",
      input_key: input,
      output,
      input_hash: "h",
      processor: "p",
      outcome: "ok",
      attempts: 1,
      updated_at: at(0),
    });
    await warehouse.merge("record_outcomes", [outcome("a", "x"), outcome("a", "y"), outcome("b", "x")]);
    equal(await warehouse.remove("record_outcomes", "input_key", ["a", "c"], { output: "x" }), 1);
    equal(await warehouse.remove("record_outcomes", "input_key", ["a", "b"]), 2);
    equal(await warehouse.remove("record_outcomes", "input_key", ["a"]), 0);
    equal(await warehouse.remove("record_outcomes", "input_key", []), 0);
    await rejects(warehouse.remove("record_outcomes", "1=1 --", ["a"]), /no column/);
    await warehouse.close();
  },

  "append adds; a table with a key is merged, one without is not": async (store) => {
    const warehouse = await store.open();
    const event = (id: string, payload: Json): RowInput => ({
      event_id: id,
      event_type: "t.x",
      source_system: "s",
      correlation_id: "r",
      status: "success",
      payload,
      created_at: at(0),
    });
    await warehouse.append("event_log", [event("1", { n: 1 }), event("2", null)]);
    const rows = await rowsOf(warehouse, "event_log", "event_id");
    deepStrictEqual(
      rows.map((row) => row.payload),
      [{ n: 1 }, null],
    );
    await rejects(warehouse.append("raw_objects", [rawRow("a", 1)]), /merge/);
    await rejects(warehouse.merge("event_log", [event("3", null)]), /append/);
    await warehouse.close();
  },

  "hostile values come back as they went in": async (store) => {
    const warehouse = await store.open();
    const payload: Json = JSON.parse(
      '{"__proto__":{"x":1},"constructor":null,"nul":"a\\u0000b","half":"\\ud800","big":1e300,"10":1,"9":2,"":"","é":"😀"}',
    );
    const text = '{"b":1,"a":[null,true]}';
    await warehouse.merge("raw_objects", [
      rawRow("k:'\";--\n😀", 1, 0, { payload }),
      rawRow("text", 1, 0, { payload: new JsonText(text) }),
    ]);
    const rows = await rowsOf(warehouse, "raw_objects");
    deepStrictEqual(
      rows.map((row) => row.payload),
      [payload, JSON.parse(text)],
    );
    equal(Object.hasOwn(Object(rows[0]?.payload), "__proto__"), true);
    equal(rows[0]?.idem_key, "k:'\";--\n😀");
    await warehouse.close();
  },
};
