import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ReadOnlyError } from "../errors.ts";
import { openWarehouse } from "../open-warehouse.ts";
import { collect, rawRow } from "../testing/rows.ts";
import type { Warehouse } from "../warehouse.ts";

let folder = "";
let warehouse: Warehouse;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lorchestra-readonly-"));
  warehouse = await openWarehouse({ driver: "sqlite", path: join(folder, "w.db") });
  await warehouse.merge("raw_objects", [rawRow("a", 1)]);
});
afterEach(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(text: string, on: Warehouse = warehouse) {
  const { rows } = await on.readOnly(text);
  return collect(rows);
}

describe("SQL of a person", () => {
  test.for([
    "PRAGMA user_version = 7",
    "PRAGMA query_only = OFF",
    "PRAGMA writable_schema = ON",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "PRAGMA optimize",
    "ATTACH ':memory:' AS x",
    "ATTACH 'FOLDER/stolen.db' AS x",
    "DETACH main",
    "VACUUM",
    "VACUUM INTO 'FOLDER/stolen.db'",
    "WITH x AS (SELECT 'a' AS k) DELETE FROM raw_objects WHERE idem_key IN (SELECT k FROM x)",
    "WITH x AS (SELECT 'a' AS k) UPDATE raw_objects SET external_id = 'y' RETURNING *",
    "INSERT INTO event_log SELECT * FROM event_log RETURNING *",
    "DELETE FROM raw_objects RETURNING *",
    "UPDATE sqlite_schema SET sql = '' RETURNING *",
    "CREATE TEMP TABLE x AS SELECT * FROM raw_objects",
    "CREATE TEMP VIEW raw_objects AS SELECT 1",
    "SELECT load_extension('FOLDER/x.so')",
    "SELECT LOAD_EXTENSION('FOLDER/x.so')",
    "BEGIN",
    "SAVEPOINT x",
    "REINDEX",
    "ANALYZE",
    "EXPLAIN DELETE FROM raw_objects",
    "SELECT 1; SELECT 2",
    "SELECT 1;;; DELETE FROM raw_objects",
    "SELECT 1 /* ; */; /* x */ DELETE FROM raw_objects -- x",
    "SELECT 1;\0DELETE FROM raw_objects",
    "/* only a comment */ -- another",
    "SELECT * FROM nowhere",
  ])("is refused: %s", async (text) => {
    await expect(run(text.replace("FOLDER", folder))).rejects.toBeInstanceOf(ReadOnlyError);
    expect(existsSync(join(folder, "stolen.db"))).toBe(false);
    expect(await run("SELECT idem_key FROM raw_objects")).toEqual([{ idem_key: "a" }]);
  });

  test.for([
    ["SELECT 'a;b -- delete' AS x;", [{ x: "a;b -- delete" }]],
    ["SELECT ';' AS x ; -- the end\n ; /* really */", [{ x: ";" }]],
    ["/* first */ SELECT 1 AS one", [{ one: 1 }]],
    ["VALUES (1), (2)", [{ column1: 1 }, { column1: 2 }]],
    [
      "SELECT a.idem_key, b.idem_key FROM raw_objects a JOIN raw_objects b",
      [{ idem_key: "a", idem_key_2: "a" }],
    ],
    [
      "SELECT 9223372036854775807 AS big, 9e999 AS inf, x'00ff' AS blob",
      [{ big: "9223372036854775807", inf: "Infinity", blob: "00ff" }],
    ],
    [
      "SELECT payload ->> 'version' AS v, payload FROM raw_objects",
      [{ v: 1, payload: { id: "a", version: 1 } }],
    ],
    [
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT sum(i) AS s FROM n",
      [{ s: 6 }],
    ],
    ["SELECT name FROM pragma_table_info('stream_state') LIMIT 1", [{ name: "stream" }]],
    ["SELECT count(*) AS n FROM json_each('[1,2]')", [{ n: 2 }]],
  ] as const)("is run: %s", async ([text, rows]) => {
    expect(await run(text)).toEqual(rows);
  });

  test("a column named __proto__ is a column", async () => {
    const [row] = await run('SELECT 1 AS "__proto__"');
    expect(Object.entries(row ?? {})).toEqual([["__proto__", 1]]);
  });

  test("with isolation sees the twins and nothing of the real tables, by whatever name", async () => {
    const twin = await openWarehouse({ driver: "sqlite", path: join(folder, "w.db"), isolation: "test" });
    try {
      expect(await run("SELECT count(*) AS n FROM raw_objects", twin)).toEqual([{ n: 0 }]);
      expect(await run("SELECT count(*) AS n FROM test_raw_objects", twin)).toEqual([{ n: 0 }]);
      await expect(run("SELECT idem_key FROM main.raw_objects", twin)).rejects.toBeInstanceOf(ReadOnlyError);
    } finally {
      await twin.close();
    }
  });
});
