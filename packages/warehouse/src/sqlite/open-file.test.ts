import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WarehouseError } from "../errors.ts";
import { openWarehouse } from "../open-warehouse.ts";
import { collect, rawRow, rowsOf } from "../testing/rows.ts";
import { whenFree } from "./busy.ts";
import { toWarehouseError } from "./sqlite-error.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lorchestra-open-"));
  path = join(folder, "w.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (file = path) => openWarehouse({ driver: "sqlite", path: file });
const mode = (file: string): string => (statSync(file).mode & 0o777).toString(8);

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof WarehouseError) return error.code;
    throw error;
  }
  return "no error";
}

describe("the file", () => {
  test("is its owner's alone, with its folders and its log", async () => {
    const nested = join(folder, "a", "b", "w.db");
    const warehouse = await open(nested);
    await warehouse.merge("raw_objects", [rawRow("a", 1)]);
    expect([nested, `${nested}-wal`, `${nested}-shm`].map(mode)).toEqual(["600", "600", "600"]);
    expect([join(folder, "a"), join(folder, "a", "b")].map(mode)).toEqual(["700", "700"]);
    await warehouse.close();
    chmodSync(nested, 0o644);
    await (await open(nested)).close();
    expect(mode(nested)).toBe("600");
  });

  test("may have any name", async () => {
    const odd = join(folder, "file: a?mode=ro #%20.db");
    const warehouse = await open(odd);
    await warehouse.merge("raw_objects", [rawRow("a", 1)]);
    await warehouse.close();
    expect(statSync(odd).size).toBeGreaterThan(0);
  });

  test("that is no database is refused and left as it is", async () => {
    writeFileSync(path, "This is a letter, not a database. ".repeat(100));
    const before = readFileSync(path, "utf8");
    expect(await codeOf(open())).toBe("warehouse_not_a_database");
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  test("of another program is refused and left as it is", async () => {
    const db = new DatabaseSync(path);
    db.exec("CREATE TABLE bookmarks (url TEXT)");
    db.close();
    const before = readFileSync(path);
    expect(await codeOf(open())).toBe("warehouse_foreign_file");
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("of a newer lorchestra is refused with the way out", async () => {
    await (await open()).close();
    const db = new DatabaseSync(path);
    db.exec("PRAGMA user_version = 99");
    db.close();
    await expect(open()).rejects.toThrow(/newer lorchestra.*Update lorchestra/);
    expect(await codeOf(open())).toBe("warehouse_newer");
  });

  test("that cannot be one says so", async () => {
    mkdirSync(path);
    writeFileSync(join(folder, "plain"), "x");
    expect(await codeOf(open())).toBe("warehouse_cannot_open");
    expect(await codeOf(open(join(folder, "plain", "w.db")))).toBe("warehouse_cannot_open");
    expect(await codeOf(open(":memory:"))).toBe("warehouse_cannot_open");
    expect(await codeOf(open(""))).toBe("warehouse_cannot_open");
  });

  test("with a damaged page is reported as damaged, by every kind of reading", async () => {
    const warehouse = await open();
    await warehouse.merge(
      "raw_objects",
      Array.from({ length: 500 }, (_, index) =>
        rawRow(`k${index}`, 1, 0, { payload: { text: "x".repeat(2000) } }),
      ),
    );
    await warehouse.close();
    const file = openSync(path, "r+");
    for (let page = 30; page < 60; page++) writeSync(file, Buffer.alloc(8192, 0xa5), 0, 8192, page * 8192);
    closeSync(file);
    const damaged = await open();
    const { sql } = damaged;
    const everything = sql`SELECT * FROM ${sql.table("raw_objects")}`;
    expect(await codeOf(damaged.query(everything))).toBe("warehouse_corrupt");
    expect(await codeOf(collect(damaged.stream(everything)))).toBe("warehouse_corrupt");
    const { rows } = await damaged.readOnly("SELECT * FROM raw_objects");
    expect(await codeOf(collect(rows))).toBe("warehouse_corrupt");
    await expect(damaged.query(everything)).rejects.toThrow(/last backup/);
    await damaged.close();
  });

  test("in a folder without rights says what to check", () => {
    const locked = join(folder, "locked");
    mkdirSync(locked, { mode: 0o555 });
    chmodSync(folder, 0o755);
    const program = fileURLToPath(new URL("./test-processes/open-process.ts", import.meta.url));
    const output = execFileSync(process.execPath, ["--conditions=source", program, join(locked, "w.db")], {
      encoding: "utf8",
    });
    expect(JSON.parse(output)).toMatchObject({ code: "warehouse_not_writable", retryable: false });
  });
});

describe("a full disk", () => {
  test("is said so, and what was committed stays", async () => {
    const warehouse = await open();
    await warehouse.merge("raw_objects", [rawRow("a", 1)]);
    await warehouse.close();
    const db = new DatabaseSync(path);
    db.exec("PRAGMA max_page_count = 40");
    const fill = (): void => {
      db.exec("CREATE TABLE filler (x TEXT)");
      for (;;) db.prepare("INSERT INTO filler VALUES (?)").run("x".repeat(8000));
    };
    const error = await whenFree(path, fill).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    db.close();
    expect(error).toMatchObject({ code: "warehouse_disk_full", retryable: false });
    const again = await open();
    expect((await rowsOf(again, "raw_objects")).length).toBe(1);
    await again.close();
  });

  test("found by the file system is the same error", () => {
    const error = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    expect(toWarehouseError(error, path)).toMatchObject({ code: "warehouse_disk_full" });
  });
});

describe("waiting for other processes", () => {
  test("a merge waits for the lock while other work goes on", async () => {
    const warehouse = await open();
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    let ticks = 0;
    const clock = setInterval(() => ticks++, 5);
    setTimeout(() => other.exec("COMMIT"), 300);
    const counts = await warehouse.merge("raw_objects", [rawRow("a", 1)]);
    clearInterval(clock);
    other.close();
    expect(counts.inserted).toBe(1);
    expect(ticks).toBeGreaterThan(10);
    await warehouse.close();
  });

  test("patience ends with an error that may be retried and that is not SQLite's", async () => {
    await (await open()).close();
    const holder = new DatabaseSync(path);
    const other = new DatabaseSync(path);
    holder.exec("BEGIN IMMEDIATE");
    const error = await whenFree(path, () => other.exec("BEGIN IMMEDIATE"), 50).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: "warehouse_busy", retryable: true });
    expect(String(error)).not.toMatch(/SQLITE|locked/);
    holder.close();
    other.close();
  });
});
