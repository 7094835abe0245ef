import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Row } from "@lorchestra/warehouse";
import { expect, test } from "vitest";
import { createEventBus } from "../bus/create-event-bus.ts";
import { InvalidConfigError } from "../errors.ts";
import type { BusEvent } from "../event-bus.ts";
import type { Project } from "../project/project.ts";
import { tempProject } from "../testing/temp-project.ts";
import { openProjectWarehouse } from "./connect.ts";
import { exitCodeOf } from "./exit-code.ts";
import { runJob } from "./run-job.ts";

/** A job type whose phases write into `trace` what happens when. */
const TRACED = `
export const trace = [];
const type = (name, more = {}) => ({
  name,
  configSchema: { type: "object", properties: { bad: { type: "string" }, n: { type: "integer", default: 7 } } },
  validateConfig: (config, jobId) => {
    trace.push("validateConfig " + jobId);
    return config.bad === "config" ? [{ job: jobId, path: "bad", message: "is bad" }] : [];
  },
  async validate(context) {
    trace.push("validate " + context.jobId);
    if (context.config.bad === "throws") throw new Error("cannot look");
    return context.config.bad === "world" ? [{ job: context.jobId, host: "source", message: "world is bad" }] : [];
  },
  async execute(context) {
    trace.push("execute " + context.jobId + " n=" + context.config.n);
    if (context.config.bad === "execute") throw new Error("payload of jane@example.com");
    if (context.config.bad === "typed") {
      throw Object.assign(new Error("the source is down"), { name: "SourceError", code: "source_down", retryable: true });
    }
    await context.stage("ingestion", { sourceSystem: "shop", connectionName: "a", objectType: "order" }, async () => ({
      counts: { in: 3, inserted: 1, updated: 0, unchanged: 1, skipped: 0, quarantined: 1, removed: 2 },
      pastQuarantineLimit: context.config.bad === "quarantine",
    }));
    return { summary: "three orders" };
  },
  ...more,
});
export const work = type("work");
`;

const spec = (jobId: string, config: object = {}, jobType = "work") => ({
  [`jobs/definitions/${jobId}.json`]: { job_id: jobId, job_type: jobType, ...config },
});
const pipelineOf = (jobId: string, steps: string[][], more: object = {}) =>
  spec(jobId, { steps, ...more }, "pipeline");

async function events(project: Project, testTable = false): Promise<Row[]> {
  const warehouse = await openProjectWarehouse(project, { testTable });
  const { sql } = warehouse;
  const rows = await warehouse.query(
    sql`SELECT event_type, source_system, connection_name, object_type, correlation_id, trace_id, status, error_message, payload
        FROM ${sql.table("event_log")} ORDER BY rowid`,
  );
  await warehouse.close();
  return rows;
}

async function traceOf(project: Project): Promise<unknown> {
  const module: { trace: unknown } = await import(join(project.root, "node_modules/acme/index.js"));
  return module.trace;
}

test("a run: phases in order, events with one correlation id, exact counts, one log file", async () => {
  using folder = await tempProject(TRACED, spec("orders"));
  const { project, discovery } = folder;
  const published: BusEvent[] = [];
  const bus = createEventBus();
  bus.subscribe("test", (event) => void published.push(event));
  const now = () => new Date("2026-08-01T09:00:00.000Z");
  const parameters = {
    since: new Date("2026-07-01T00:00:00Z"),
    account: "acct1",
    params: { token: "s3cret", a: "b" },
  };
  const result = await runJob({ project, discovery, jobId: "orders", bus, now, parameters });
  await bus.close();

  expect(result.runId).toMatch(/^orders-20260801090000-[0-9a-f]{8}$/);
  const counts = { in: 3, inserted: 1, updated: 0, unchanged: 1, skipped: 0, quarantined: 1, removed: 2 };
  const seconds = expect.any(Number);
  expect(result).toEqual({
    jobId: "orders",
    jobType: "work",
    runId: result.runId,
    status: "success",
    startedAt: "2026-08-01T09:00:00.000Z",
    endedAt: "2026-08-01T09:00:00.000Z",
    stages: [{ stage: "ingestion", durationSeconds: seconds, counts, pastQuarantineLimit: false }],
    children: [],
    dryRun: false,
    summary: "three orders",
  });
  expect(exitCodeOf(result)).toBe(0);
  expect(await traceOf(project)).toEqual(["validateConfig orders", "validate orders", "execute orders n=7"]);

  const run = {
    correlation_id: result.runId,
    trace_id: result.runId,
    status: "success",
    error_message: null,
  };
  const job = { ...run, source_system: "lorchestra", connection_name: null, object_type: "job_run" };
  const about = { job_id: "orders", job_type: "work", namespace: "acme", dry_run: false };
  expect(await events(project)).toEqual([
    {
      ...job,
      event_type: "job.started",
      payload: {
        ...about,
        parameters: { account: "acct1", a: "b", token: "[withheld]", since: "2026-07-01T00:00:00.000Z" },
      },
    },
    {
      ...run,
      event_type: "ingestion.completed",
      source_system: "shop",
      connection_name: "a",
      object_type: "order",
      payload: { ...counts, duration_seconds: seconds },
    },
    { ...job, event_type: "job.completed", payload: { ...about, duration_seconds: seconds, counts } },
  ]);
  expect(published.map(({ kind }) => kind)).toEqual([
    "run.started",
    "stage.started",
    "stage.ended",
    "run.ended",
  ]);

  const log = join(project.root, ".lorchestra", "logs", `${result.runId}.jsonl`);
  const lines = readFileSync(log, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
    "run.started",
    "stage.started",
    "stage.ended",
    "run.ended",
  ]);
  expect(statSync(log).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(project.root, ".lorchestra", "locks"))).toEqual(["orders.lock"]);
});

test("an unknown error's message is for the terminal and the log, not for event_log", async () => {
  using folder = await tempProject(TRACED, spec("orders", { bad: "execute" }));
  const result = await runJob({ ...folder, jobId: "orders" });
  expect(result.status).toBe("failed");
  expect(result.error).toEqual({
    type: "Error",
    code: "unknown",
    message: "payload of jane@example.com",
    retryable: false,
  });
  expect(exitCodeOf(result)).toBe(1);
  const [started, failed, ...rest] = await events(folder.project);
  expect(rest).toEqual([]);
  expect(started?.event_type).toBe("job.started");
  expect(failed).toMatchObject({
    event_type: "job.failed",
    status: "failed",
    error_message: "The job failed with an unexpected Error; its message is in the log of the run.",
    payload: { job_id: "orders", error_type: "Error", code: "unknown", retryable: false },
  });
});

test("a typed error's message goes everywhere", async () => {
  using folder = await tempProject(TRACED, spec("orders", { bad: "typed" }));
  const result = await runJob({ ...folder, jobId: "orders" });
  expect(result.error).toMatchObject({ type: "SourceError", code: "source_down", retryable: true });
  expect((await events(folder.project)).at(-1)).toMatchObject({
    error_message: "the source is down",
    payload: { error_type: "SourceError", code: "source_down", retryable: true },
  });
});

test("more quarantined records than allowed: done, exit 3", async () => {
  using folder = await tempProject(TRACED, spec("orders", { bad: "quarantine" }));
  const result = await runJob({ ...folder, jobId: "orders" });
  expect(result.status).toBe("success");
  expect(exitCodeOf(result)).toBe(3);
});

test("loading collects what is wrong with every job that takes part, and stops there", async () => {
  using folder = await tempProject(TRACED, {
    ...pipelineOf("daily", [
      ["broken", "missing"],
      ["odd", "bad_config"],
    ]),
    "jobs/definitions/broken.json": '{\n  "job_id": "broken",\n  "job_type" "work"\n}',
    ...spec("odd", {}, "wrok"),
    ...spec("bad_config", { bad: "config" }),
    ...spec("unrelated", { nonsense: 1 }),
  });
  const { root } = folder.project;
  const run = runJob({ ...folder, jobId: "daily" });
  await expect(run).rejects.toBeInstanceOf(InvalidConfigError);
  await expect(run).rejects.toThrow(
    [
      `broken: ${root}/jobs/definitions/broken.json:3:14: colon expected`,
      `missing: there is no job "missing" in ${root}/jobs/definitions; known: bad_config, broken, daily, odd, unrelated`,
      'odd: no installed package has the job type "wrok"; did you mean "work"?',
    ].join("\n"),
  );
  expect(await traceOf(folder.project)).toEqual([]);
  expect(existsSync(join(root, "warehouse.db"))).toBe(false);
  expect(existsSync(join(root, ".lorchestra"))).toBe(false);
});

test("validateConfig collects over all jobs before anything is connected", async () => {
  using folder = await tempProject(TRACED, {
    ...pipelineOf("daily", [["a", "b", "b"], ["c"]]),
    ...spec("a", { bad: "config" }),
    ...spec("b", { n: "x" }),
    ...spec("c", { bad: "config" }),
  });
  await expect(runJob({ ...folder, jobId: "daily" })).rejects.toThrow(
    [
      "b: n: must be integer, not string",
      'daily: steps.0: "b" is listed twice in one phase',
      "a: bad: is bad",
      "c: bad: is bad",
    ].join("\n"),
  );
  expect(existsSync(join(folder.root, "warehouse.db"))).toBe(false);
});

test("validate collects over all jobs; one that throws is that job's error; nothing is executed", async () => {
  using folder = await tempProject(TRACED, {
    ...pipelineOf("daily", [["a", "b"], ["c"]]),
    ...spec("a", { bad: "world" }),
    ...spec("b"),
    ...spec("c", { bad: "throws" }),
  });
  const result = await runJob({ ...folder, jobId: "daily" });
  expect(result.status).toBe("failed");
  expect(result.error).toEqual({
    type: "ValidationFailedError",
    code: "validation_failed",
    message:
      "a (source): world is bad\n" +
      "c (source): The job failed with an unexpected Error; its message is in the log of the run.",
    retryable: true,
  });
  expect(await traceOf(folder.project)).toEqual([
    "validateConfig a",
    "validateConfig b",
    "validateConfig c",
    "validate a",
    "validate b",
    "validate c",
  ]);
  expect((await events(folder.project)).map((row) => row.event_type)).toEqual(["job.started", "job.failed"]);
});

test("a pipeline contains itself: refused with the way around", async () => {
  using folder = await tempProject(TRACED, {
    ...pipelineOf("daily", [["a"], ["inner"]]),
    ...pipelineOf("inner", [["daily"]]),
    ...spec("a"),
  });
  await expect(runJob({ ...folder, jobId: "daily" })).rejects.toThrow(
    "daily: contains itself: daily -> inner -> daily",
  );
});

test("a dry run writes nothing: no warehouse, no log, no lock, no event", async () => {
  using folder = await tempProject(TRACED, spec("orders"));
  const before = readdirSync(folder.root);
  const result = await runJob({ ...folder, jobId: "orders", dryRun: true });
  expect(result.status).toBe("success");
  expect(result.dryRun).toBe(true);
  expect(readdirSync(folder.root)).toEqual(before);

  await runJob({ ...folder, jobId: "orders" });
  const rows = await events(folder.project);
  const bytes = readFileSync(join(folder.root, "warehouse.db"));
  await runJob({ ...folder, jobId: "orders", dryRun: true });
  expect(await events(folder.project)).toEqual(rows);
  expect(readFileSync(join(folder.root, "warehouse.db")).equals(bytes)).toBe(true);
});

test("a test run leaves the real tables alone", async () => {
  using folder = await tempProject(TRACED, spec("orders"));
  await runJob({ ...folder, jobId: "orders", testTable: true });
  expect(await events(folder.project)).toEqual([]);
  expect(await events(folder.project, true)).toHaveLength(3);
});

test("a wrong request is refused before anything happens", async () => {
  using folder = await tempProject(TRACED, spec("orders"));
  await expect(runJob({ ...folder, jobId: "order" })).rejects.toThrow(
    `there is no job "order" in ${folder.root}/jobs/definitions; did you mean "orders"?`,
  );
  await expect(runJob({ ...folder, jobId: "orders", parameters: { limit: 0 } })).rejects.toThrow(
    "the limit must be a whole number of 1 or more, not 0",
  );
});

test("a warehouse that cannot be opened fails the run, with its own message", async () => {
  using folder = await tempProject(TRACED, {
    ...spec("orders"),
    "lorchestra.yaml": `warehouse: {path: '\${NOWHERE}/warehouse.db'}`,
  });
  const result = await runJob({ ...folder, jobId: "orders" });
  expect(result.status).toBe("failed");
  expect(result.error?.message).toBe(
    `${folder.root}/lorchestra.yaml: warehouse.path needs the environment variable NOWHERE, which is not set; set it in the environment or in .env`,
  );
});
