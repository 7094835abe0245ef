import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { openSqliteWarehouse } from "@lorchestra/warehouse/sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addMeasurement } from "../../testing/add-measurement.ts";
import { type TestProject, testProject } from "../../testing/project.ts";
import { DatabaseBusyError, TableRefusedError } from "../errors.ts";
import { projScores } from "../views/proj-scores.ts";
import { createProjection } from "./create-projection.ts";
import { syncSqlite } from "./sync-sqlite.ts";

let project: TestProject;
beforeEach(async () => {
  project = testProject();
  await project.run(createProjection, { projection: { name: "proj_scores" } });
});
afterEach(() => project.remove());

const config = {
  source: { projection: "proj_scores" },
  sink: { sqlite_path: "./local.db", table: "scores" },
};
const sync = (options = {}) => project.run(syncSqlite, config, options);
const scores = () => project.sqlite("local.db", (db) => db.prepare("SELECT * FROM scores ORDER BY 1").all());

async function add(...ids: readonly string[]) {
  const warehouse = await openSqliteWarehouse({ path: join(project.dir, "warehouse.db") });
  for (const id of ids)
    await addMeasurement(warehouse, { id, subject: "s", at: "2025-01-01T00:00:00.000Z", value: 5 });
  await warehouse.close();
}

describe("sync_sqlite", () => {
  test("counts exactly what changed against the table before", async () => {
    expect((await sync()).counts).toEqual({
      in: 0,
      inserted: 0,
      updated: 0,
      unchanged: 0,
      skipped: 0,
      quarantined: 0,
      removed: 0,
    });
    expect(scores()).toEqual([]);
    await add("a", "b", "c");
    expect((await sync()).counts).toMatchObject({ in: 3, inserted: 3, removed: 0 });
    expect((await sync()).counts).toMatchObject({ in: 3, inserted: 0, updated: 0, unchanged: 3, removed: 0 });
    project.sqlite("warehouse.db", (db) => {
      db.exec("DELETE FROM observations WHERE measurement_idem_key = 'a'");
      db.exec("UPDATE observations SET label = NULL WHERE measurement_idem_key = 'c'");
    });
    await add("d");
    const { counts } = await sync();
    // Without a, b is the first score: it has no previous one any more.
    expect(counts).toEqual({
      in: 3,
      inserted: 1,
      updated: 2,
      unchanged: 0,
      skipped: 0,
      quarantined: 0,
      removed: 1,
    });
  });

  test("columns have the view's types, a primary key, indexes, and one time for all rows", async () => {
    await add("a", "b");
    const report = await sync({ now: () => new Date("2025-05-01T10:00:00.000Z") });
    expect(report.written).toEqual([join(project.dir, "local.db")]);
    const rows = scores();
    expect(rows[0]).toMatchObject({
      score_id: "a:phq9_total",
      value: 5,
      prorated: 0,
      flags: '["self_harm_ideation"]',
    });
    expect(rows.map((row) => row.projected_at)).toEqual([
      "2025-05-01T10:00:00.000Z",
      "2025-05-01T10:00:00.000Z",
    ]);
    project.sqlite("local.db", (db) => {
      const columns = db.prepare("SELECT name, type, pk FROM pragma_table_info('scores')").all();
      expect(columns.map(({ name }) => name)).toEqual([...Object.keys(projScores.columns), "projected_at"]);
      expect(columns).toContainEqual({ name: "score_id", type: "TEXT", pk: 1 });
      expect(columns).toContainEqual({ name: "value", type: "REAL", pk: 0 });
      expect(columns).toContainEqual({ name: "items_total", type: "INTEGER", pk: 0 });
      const plan = db
        .prepare("EXPLAIN QUERY PLAN SELECT * FROM scores WHERE subject_id = 's' AND measure_id = 'phq9'")
        .all();
      expect(JSON.stringify(plan)).toContain("scores_by_subject_id");
    });
  });

  test("a table with other columns is replaced; its rows count as updated", async () => {
    await add("a", "b");
    project.sqlite("local.db", (db) => {
      db.exec("CREATE TABLE scores (score_id TEXT PRIMARY KEY, older TEXT, projected_at TEXT)");
      db.exec("INSERT INTO scores VALUES ('a:phq9_total', 'x', 't'), ('gone', 'x', 't')");
    });
    expect((await sync()).counts).toMatchObject({ in: 2, inserted: 1, updated: 1, unchanged: 0, removed: 1 });
    expect(Object.keys(scores()[0] ?? {})).toEqual([...Object.keys(projScores.columns), "projected_at"]);
  });

  test("a person's own views and foreign keys on the table stay", async () => {
    await add("a");
    await sync();
    project.sqlite("local.db", (db) => {
      db.exec("CREATE VIEW mine AS SELECT score_id FROM scores");
      db.exec("CREATE TABLE notes (score TEXT REFERENCES scores (score_id), note TEXT)");
      db.exec("INSERT INTO notes VALUES ('a:phq9_total', 'call')");
    });
    await sync();
    project.sqlite("local.db", (db) => {
      expect(db.prepare("SELECT * FROM mine").all()).toEqual([{ score_id: "a:phq9_total" }]);
      expect(db.prepare("SELECT note FROM notes JOIN scores ON score_id = score").all()).toEqual([
        { note: "call" },
      ]);
    });
  });

  test("a table or view that someone else made is not destroyed", async () => {
    project.sqlite("local.db", (db) =>
      db.exec("CREATE TABLE scores (mine TEXT); INSERT INTO scores VALUES ('x')"),
    );
    await expect(sync()).rejects.toThrow(TableRefusedError);
    expect(scores()).toEqual([{ mine: "x" }]);
  });

  test("the warehouse is no place for the copy", async () => {
    const into = { ...config, sink: { sqlite_path: "./warehouse.db", table: "scores" } };
    await expect(project.run(syncSqlite, into)).rejects.toThrow(/is the warehouse/);
  });

  test("a dry run and a test run leave the real table alone", async () => {
    await add("a");
    await sync();
    await add("b");
    expect((await sync({ dryRun: true })).counts).toMatchObject({ in: 2, inserted: 1 });
    expect(scores().length).toBe(1);
    await project.run(createProjection, { projection: { name: "proj_scores" } }, { testTable: true });
    expect((await sync({ testTable: true })).counts).toMatchObject({ in: 0 });
    expect(scores().length).toBe(1);
  });

  test("a view that is not there is said to be missing, and nothing is left behind", async () => {
    await add("a");
    await sync();
    project.sqlite("warehouse.db", (db) => db.exec("DROP VIEW proj_scores"));
    await expect(sync()).rejects.toThrow(/the create_projection job of proj_scores first/);
    expect(scores().length).toBe(1);
    expect(tablesLeft()).toEqual(["scores"]);
  });

  test("what killed runs of the job left is dropped, what a living process fills is not", async () => {
    await sync();
    const [, hash] = /^lorchestra_staging_([0-9a-f]{8})_/.exec(await stagingOf("sync_sqlite")) ?? [];
    const dead = `lorchestra_staging_${hash}_4194305_0123abcd`;
    const alive = `lorchestra_staging_${hash}_${process.ppid}_0123abcd`;
    project.sqlite("local.db", (db) => db.exec(`CREATE TABLE ${dead} (a); CREATE TABLE ${alive} (a)`));
    await sync();
    expect(tablesLeft()).toEqual([alive, "scores"]);
  });

  test("waits while another process writes", async () => {
    await sync();
    const other = new DatabaseSync(join(project.dir, "local.db"));
    other.exec("BEGIN IMMEDIATE");
    const syncing = sync();
    await sleep(400);
    other.exec("COMMIT");
    other.close();
    expect((await syncing).counts.in).toBe(0);
  });

  test("a cancelled run ends at once and leaves the table as it was", async () => {
    await add("a");
    await sync();
    await add("b");
    const other = new DatabaseSync(join(project.dir, "local.db"));
    other.exec("BEGIN IMMEDIATE");
    const abort = new AbortController();
    const syncing = sync({ signal: abort.signal });
    await sleep(50);
    abort.abort();
    await expect(syncing).rejects.toThrow(/abort/i);
    other.close();
    expect(scores().length).toBe(1);
  });

  test("two jobs on one table, reserved names and unknown views are refused", () => {
    expect(
      syncSqlite.validateTogether?.([
        { jobId: "a", config },
        { jobId: "b", config },
      ]),
    ).toEqual([{ job: "b", path: "sink.table", message: "The job a writes this table already." }]);
    const wrong = { source: { projection: "x" }, sink: { sqlite_path: "l.db", table: "sqlite_x" } };
    expect(syncSqlite.validateConfig?.(wrong, "j").map(({ path }) => path)).toEqual([
      "source.projection",
      "sink.table",
    ]);
    expect(new DatabaseBusyError("x", 60).retryable).toBe(true);
  });
});

function tablesLeft() {
  return project.sqlite("local.db", (db) =>
    db
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .all()
      .map(({ name }) => name),
  );
}

async function stagingOf(jobId: string): Promise<string> {
  const { releaseStaging, stagingName } = await import("./sqlite/staging-table.ts");
  const name = stagingName(jobId);
  releaseStaging(name);
  return name;
}

/** Reads the table over and over in a thread of its own until told to stop; gives the row counts it saw. */
function readerLoop(path: string): { stop(): Promise<readonly number[]> } {
  const code = `
    const { DatabaseSync } = require("node:sqlite");
    const { parentPort, workerData } = require("node:worker_threads");
    const db = new DatabaseSync(workerData, { readOnly: true, timeout: 5000 });
    const seen = new Set();
    let stopped = false;
    parentPort.on("message", () => { stopped = true; });
    (function read() {
      for (let i = 0; i < 20; i++) {
        const { n, times } = db.prepare("SELECT COUNT(*) AS n, COUNT(DISTINCT projected_at) AS times FROM scores").get();
        seen.add(times > 1 ? -1 : n);
      }
      if (stopped) { parentPort.postMessage([...seen]); db.close(); parentPort.close(); } else setImmediate(read);
    })();`;
  const worker = new Worker(code, { eval: true, workerData: path });
  const failed = new Promise<never>((_, reject) => worker.once("error", reject));
  return {
    stop: () => {
      worker.postMessage("stop");
      return Promise.race([new Promise<readonly number[]>((done) => worker.once("message", done)), failed]);
    },
  };
}

test("a reader looping on the copy sees the rows of one run or of the next, never of both or of neither", async () => {
  const many = Array.from({ length: 1500 }, (_, index) => `m${index}`);
  await add(...many);
  await sync();
  const reader = readerLoop(join(project.dir, "local.db"));
  for (const id of ["x1", "x2", "x3"]) {
    await add(id);
    await sync();
  }
  const seen = await reader.stop();
  for (const count of seen) expect([1500, 1501, 1502, 1503]).toContain(count);
  expect(seen.length).toBeGreaterThan(1);
});
