import { deepStrictEqual, equal, rejects } from "node:assert/strict";
import { ReadOnlyError } from "../errors.ts";
import type { RowInput } from "../warehouse.ts";
import { at, collect, rawRow, rowsOf } from "./rows.ts";
import type { ConformanceTest } from "./test-warehouse.ts";

const observation: RowInput = {
  idem_key: "m:1",
  measurement_idem_key: "m",
  measure_id: "phq9",
  code: "1",
  kind: "item",
  value: 2.5,
  unrounded: null,
  prorated: true,
  position: 3,
  created_at: "2024-01-01T02:00:00+02:00",
};

/** What query, stream, readOnly and isolation do. */
export const readTests: { readonly [name: string]: ConformanceTest } = {
  "a query gives typed values: booleans, numbers, JSON, timestamps in UTC with milliseconds": async (
    store,
  ) => {
    const warehouse = await store.open();
    await warehouse.merge("observations", [observation]);
    const [row] = await rowsOf(warehouse, "observations");
    deepStrictEqual(
      [row?.prorated, row?.value, row?.unrounded, row?.position, row?.created_at],
      [true, 2.5, null, 3, at(0)],
    );
    await warehouse.close();
  },

  "values travel as parameters": async (store) => {
    const warehouse = await store.open();
    const { sql } = warehouse;
    const hostile = "x'; DROP TABLE raw_objects; --";
    await warehouse.merge("raw_objects", [rawRow(hostile, 1), rawRow("other", 1)]);
    const rows = await warehouse.query(
      sql`SELECT idem_key FROM ${sql.table("raw_objects")} WHERE idem_key IN ${sql.list([hostile, "none"])}`,
    );
    deepStrictEqual(rows, [{ idem_key: hostile }]);
    await warehouse.close();
  },

  "a stream sees one snapshot, and writing goes on meanwhile": async (store) => {
    const warehouse = await store.open();
    const { sql } = warehouse;
    await warehouse.merge(
      "raw_objects",
      ["a", "b", "c"].map((id) => rawRow(id, 1)),
    );
    const seen: unknown[] = [];
    for await (const row of warehouse.stream(
      sql`SELECT idem_key, payload FROM ${sql.table("raw_objects")} ORDER BY idem_key`,
    )) {
      seen.push(row);
      await warehouse.merge("raw_objects", [rawRow(`z${seen.length}`, 1), rawRow("c", 9)]);
    }
    deepStrictEqual(seen, [
      { idem_key: "a", payload: { id: "a", version: 1 } },
      { idem_key: "b", payload: { id: "b", version: 1 } },
      { idem_key: "c", payload: { id: "c", version: 1 } },
    ]);
    equal((await rowsOf(warehouse, "raw_objects")).length, 6);
    await warehouse.close();
  },

  "a stream that is left early, or never begun, is in nobody's way": async (store) => {
    const warehouse = await store.open();
    const { sql } = warehouse;
    await warehouse.merge(
      "raw_objects",
      ["a", "b"].map((id) => rawRow(id, 1)),
    );
    const query = sql`SELECT idem_key FROM ${sql.table("raw_objects")} ORDER BY idem_key`;
    for await (const row of warehouse.stream(query)) {
      equal(row.idem_key, "a");
      break;
    }
    warehouse.stream(query);
    await warehouse.merge("raw_objects", [rawRow("c", 1)]);
    await warehouse.close();
  },

  "readOnly reads, also with words and semicolons inside texts": async (store) => {
    const warehouse = await store.open();
    await warehouse.merge("raw_objects", [rawRow("a", 1)]);
    const { columns, rows } = await warehouse.readOnly(
      "WITH x AS (SELECT idem_key, 'delete; drop' AS word FROM raw_objects) SELECT * FROM x ;",
    );
    deepStrictEqual(columns, ["idem_key", "word"]);
    deepStrictEqual(await collect(rows), [{ idem_key: "a", word: "delete; drop" }]);
    await warehouse.close();
  },

  "readOnly refuses everything else": async (store) => {
    const warehouse = await store.open();
    await warehouse.merge("raw_objects", [rawRow("a", 1)]);
    const before = await rowsOf(warehouse, "raw_objects");
    for (const text of [
      "DELETE FROM raw_objects WHERE true",
      "UPDATE raw_objects SET external_id = 'x' WHERE true",
      "INSERT INTO stream_state (stream) VALUES ('x')",
      "DROP TABLE raw_objects",
      "CREATE TABLE x (a INT)",
      "SELECT 1; SELECT 2",
      "SELECT 1; DELETE FROM raw_objects WHERE true",
      "",
      " ; ",
      "nonsense",
    ])
      await rejects(
        warehouse.readOnly(text).then(({ rows }) => collect(rows)),
        (error: unknown) => error instanceof ReadOnlyError,
        `not refused: ${text}`,
      );
    deepStrictEqual(await rowsOf(warehouse, "raw_objects"), before);
    await warehouse.close();
  },

  "isolation reads and writes twins only": async (store) => {
    const real = await store.open();
    const test = await store.open({ isolation: "test" });
    await real.merge("raw_objects", [rawRow("real", 1)]);
    deepStrictEqual(await test.merge("raw_objects", [rawRow("real", 1), rawRow("twin", 1)]), {
      inserted: 2,
      updated: 0,
      unchanged: 0,
    });
    equal(await test.remove("raw_objects", "idem_key", ["real"]), 1);
    deepStrictEqual(
      [(await rowsOf(real, "raw_objects")).length, (await rowsOf(test, "raw_objects")).length],
      [1, 1],
    );
    const { rows } = await test.readOnly("SELECT idem_key, payload FROM raw_objects");
    deepStrictEqual(await collect(rows), [{ idem_key: "twin", payload: { id: "twin", version: 1 } }]);
    await test.close();
    await real.close();
  },

  "after close everything is refused, and closing again is fine": async (store) => {
    const warehouse = await store.open();
    await warehouse.close();
    await warehouse.close();
    await rejects(rowsOf(warehouse, "raw_objects"), /closed/);
    await rejects(warehouse.merge("raw_objects", [rawRow("a", 1)]), /closed/);
  },
};
