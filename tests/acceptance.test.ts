import { join } from "node:path";
import type { RunResult } from "@lorchestra/jobs";
import type { Sandbox } from "@lorchestra/sandbox";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lorchestraJson } from "./harness/cli.ts";
import { copyPractice, type Practice, removePractice, sandboxOf } from "./harness/practice.ts";
import { databaseSnapshot, fileTimes } from "./harness/snapshot.ts";

let sandbox: Sandbox;
let practice: Practice;

beforeAll(async () => {
  sandbox = await sandboxOf(6);
  practice = copyPractice(sandbox);
});

afterAll(async () => {
  removePractice(practice);
  await sandbox.close();
});

const run = (job: string) =>
  lorchestraJson<RunResult>(["run", job], { cwd: practice.folder, env: practice.env });
const sql = (query: string) =>
  lorchestraJson<Record<string, unknown>[]>(["sql", query], { cwd: practice.folder, env: practice.env });

test("one run is one correlation id, and no object has an event of its own", async () => {
  const { runId, stages } = await run("ingest_stripe_customers");
  expect(runId).toMatch(/^ingest_stripe_customers-\d{14}-[0-9a-f]{8}$/);
  expect(stages[0]?.counts.in).toBeGreaterThan(0);
  const events = await sql(
    `SELECT event_type, object_type, idem_key FROM event_log WHERE correlation_id = '${runId}' ORDER BY created_at, event_id`,
  );
  expect(events).toEqual([
    { event_type: "job.started", object_type: "job_run", idem_key: null },
    { event_type: "ingestion.completed", object_type: "customer", idem_key: null },
    { event_type: "job.completed", object_type: "job_run", idem_key: null },
  ]);
  const perObject = await sql(
    `SELECT COUNT(*) AS per_object_events FROM event_log WHERE correlation_id = '${runId}' AND event_type NOT IN ('job.started','ingestion.completed','job.completed','job.failed')`,
  );
  expect(perObject).toEqual([{ per_object_events: 0 }]);
});

test("a second run changes no count and moves last_seen", async () => {
  const state =
    "SELECT COUNT(*) AS n, MAX(last_seen) AS latest FROM raw_objects WHERE object_type = 'customer'";
  const [before] = await sql(state);
  const { stages } = await run("ingest_stripe_customers");
  expect(stages[0]?.counts).toMatchObject({ inserted: 0, updated: 0 });
  const [after] = await sql(state);
  expect(after?.n).toBe(before?.n);
  expect(String(after?.latest) > String(before?.latest)).toBe(true);
});

test("the second daily run inserts, updates and rewrites nothing", { timeout: 120_000 }, async () => {
  const flat = (result: RunResult): RunResult[] => [result, ...result.children.flatMap(flat)];
  const sums = (result: RunResult) => {
    const counts = flat(result).flatMap(({ stages }) => stages.map((stage) => stage.counts));
    return [
      counts.reduce((sum, { inserted }) => sum + inserted, 0),
      counts.reduce((sum, { updated }) => sum + updated, 0),
    ];
  };
  const [inserted] = sums(await run("daily"));
  expect(inserted).toBeGreaterThan(100);
  const files = fileTimes(join(practice.folder, "views"));
  expect(Object.keys(files).length).toBeGreaterThan(5);
  const tables = databaseSnapshot(join(practice.folder, "warehouse.db"));
  expect(sums(await run("daily"))).toEqual([0, 0]);
  expect(fileTimes(join(practice.folder, "views"))).toEqual(files);
  expect(databaseSnapshot(join(practice.folder, "warehouse.db"))).toEqual(tables);
});
