import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openWarehouse } from "../open-warehouse.ts";
import { rowsOf } from "../testing/rows.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lorchestra-processes-"));
  path = join(folder, "deep", "er", "w.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const program = fileURLToPath(new URL("./test-processes/merge-process.ts", import.meta.url));

function start(...args: readonly (string | number)[]): ChildProcess {
  return spawn(process.execPath, ["--conditions=source", program, path, ...args.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** What a process printed, or the signal that ended it. */
async function end(child: ChildProcess): Promise<unknown> {
  const exited = once(child, "exit");
  const output = child.stdout === null ? "" : await text(child.stdout);
  const [code, signal] = await exited;
  return signal ?? (code === 0 ? JSON.parse(output) : code);
}

function integrity(): unknown {
  const db = new DatabaseSync(path);
  try {
    return db.prepare("PRAGMA integrity_check").get();
  } finally {
    db.close();
  }
}

describe("several processes on one warehouse", () => {
  test("four that merge the same rows into a new file at once lose nothing and double nothing", async () => {
    const children = [1, 2, 3, 4].map(() => start(3000, 0, 100));
    const counts = await Promise.all(children.map(end));
    const sum = (name: string): number =>
      counts.reduce((total: number, count) => total + Number(Object(count)[name]), 0);
    expect([sum("inserted"), sum("updated"), sum("unchanged")]).toEqual([3000, 0, 9000]);
    const warehouse = await openWarehouse({ driver: "sqlite", path });
    expect((await rowsOf(warehouse, "raw_objects")).length).toBe(3000);
    await warehouse.close();
    expect(integrity()).toEqual({ integrity_check: "ok" });
  });

  test.for([
    ["merge.before", 1],
    ["merge.before", 4],
    ["merge.after", 3],
  ] as const)(
    "killed at %s number %i and run again, the table is that of an undisturbed run",
    async ([mark, occurrence]) => {
      expect(await end(start(1000, 0, 100, mark, occurrence))).toBe("SIGKILL");
      const committed = mark === "merge.after" ? occurrence : occurrence - 1;
      expect(await end(start(1000, 0, 100))).toEqual({
        inserted: 1000 - committed * 100,
        updated: 0,
        unchanged: committed * 100,
      });
      const warehouse = await openWarehouse({ driver: "sqlite", path });
      const rows = await rowsOf(warehouse, "raw_objects");
      await warehouse.close();
      const undisturbed = await openWarehouse({ driver: "sqlite", path: join(folder, "other.db") });
      path = join(folder, "other.db");
      await end(start(1000, 0, 100));
      expect(rows).toEqual(await rowsOf(undisturbed, "raw_objects"));
      await undisturbed.close();
    },
  );

  test("killed at any moment, in the middle of a transaction too", async () => {
    const child = start(20_000, 0, 20_000);
    const watcher = await openWarehouse({ driver: "sqlite", path });
    // The write lock is taken exactly while the one large transaction runs.
    for (;;) {
      const db = new DatabaseSync(path);
      try {
        db.exec("BEGIN IMMEDIATE; ROLLBACK");
      } catch {
        child.kill("SIGKILL");
        break;
      } finally {
        db.close();
      }
      if (child.exitCode !== null) break;
    }
    expect(await end(child)).toBe("SIGKILL");
    expect((await rowsOf(watcher, "raw_objects")).length).toBe(0);
    await watcher.close();
    expect(await end(start(20_000, 0, 5000))).toEqual({ inserted: 20_000, updated: 0, unchanged: 0 });
    expect(integrity()).toEqual({ integrity_check: "ok" });
  });
});
