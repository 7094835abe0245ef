import { join } from "node:path";
import { expect, test } from "vitest";
import { openProjectWarehouse } from "../runner/connect.ts";
import { exitCodeOf } from "../runner/exit-code.ts";
import { runJob } from "../runner/run-job.ts";
import { tempProject } from "../testing/temp-project.ts";

const SOURCE = `
import { setTimeout as delay } from "node:timers/promises";
export const trace = [];
export let most = 0;
let running = 0;
export const work = {
  name: "work",
  configSchema: { type: "object", properties: { fail: { type: "boolean" }, retryable: { type: "boolean" }, quarantine: { type: "boolean" } } },
  async execute(context) {
    running += 1;
    most = Math.max(most, running);
    trace.push(context.jobId);
    await delay(20);
    running -= 1;
    if (context.config.fail) throw Object.assign(new Error("no"), { code: "no", retryable: context.config.retryable === true });
    const counts = { in: 1, inserted: 1, updated: 0, unchanged: 0, skipped: 0, quarantined: 0 };
    await context.stage("ingestion", {}, async () => ({ counts, pastQuarantineLimit: context.config.quarantine === true }));
  },
};
`;
const spec = (jobId: string, config: object = {}, jobType = "work") => ({
  [`jobs/definitions/${jobId}.json`]: { job_id: jobId, job_type: jobType, ...config },
});
const pipelineOf = (jobId: string, steps: string[][], more: object = {}) =>
  spec(jobId, { steps, ...more }, "pipeline");

async function run(files: { readonly [path: string]: object }) {
  const folder = await tempProject(SOURCE, files);
  const result = await runJob({ ...folder, jobId: "all" });
  const module: { trace: string[]; most: number } = await import(
    join(folder.root, "node_modules/acme/index.js")
  );
  return { folder, result, trace: module.trace, most: module.most };
}

test("phases in order, at most two jobs at once, one session, one trace", async () => {
  const { folder, result, trace, most } = await run({
    ...pipelineOf("all", [["a", "b", "c"], ["d"]]),
    ...Object.assign({}, ...["a", "b", "c", "d"].map((jobId) => spec(jobId))),
  });
  using _folder = folder;
  expect(result.status).toBe("success");
  expect(result.summary).toBe("4 of 4 jobs done");
  expect(trace.toSorted()).toEqual(["a", "b", "c", "d"]);
  expect(trace.at(-1)).toBe("d");
  expect(most).toBe(2);
  const session = result.runId.slice(-8);
  expect(result.children.map((child) => child.runId.replace(/-\d{14}-/, " "))).toEqual(
    ["a", "b", "c", "d"].map((jobId) => `${jobId} ${session}`),
  );
  const warehouse = await openProjectWarehouse(folder.project);
  const { sql } = warehouse;
  const rows = await warehouse.query(
    sql`SELECT trace_id, COUNT(DISTINCT correlation_id) AS runs, COUNT(*) AS events FROM ${sql.table("event_log")} GROUP BY trace_id`,
  );
  await warehouse.close();
  expect(rows).toEqual([{ trace_id: result.runId, runs: 5, events: 14 }]);
});

test("continue: everything runs, then the pipeline fails and names what failed", async () => {
  const { folder, result, trace } = await run({
    ...pipelineOf("all", [["a", "b"], ["c"]], { concurrency: 1 }),
    ...spec("a", { fail: true, retryable: true }),
    ...spec("b"),
    ...spec("c"),
  });
  using _folder = folder;
  expect(trace).toEqual(["a", "b", "c"]);
  expect(result.error).toEqual({
    type: "PipelineFailedError",
    code: "pipeline_failed",
    message: "1 of 3 jobs failed: a",
    retryable: true,
  });
  expect(result.children.map(({ status }) => status)).toEqual(["failed", "success", "success"]);
  expect(exitCodeOf(result)).toBe(1);
});

test("stop: the phase ends, the next one does not start", async () => {
  const { folder, result, trace } = await run({
    ...pipelineOf("all", [["a", "b"], ["c"]], { concurrency: 1, on_failure: "stop" }),
    ...spec("a", { fail: true }),
    ...spec("b"),
    ...spec("c"),
  });
  using _folder = folder;
  expect(trace).toEqual(["a", "b"]);
  expect(result.error).toMatchObject({ message: "1 of 3 jobs failed: a; 1 not run", retryable: false });
});

test("pipelines nest; a job may come again later; its second run has an id of its own", async () => {
  const { folder, result, trace } = await run({
    ...pipelineOf("all", [["inner"], ["a"]]),
    ...pipelineOf("inner", [["a"]]),
    ...spec("a", { quarantine: true }),
  });
  using _folder = folder;
  expect(trace).toEqual(["a", "a"]);
  expect(exitCodeOf(result)).toBe(3);
  const [inner, again] = result.children;
  expect(inner?.children).toHaveLength(1);
  expect(inner?.children[0]?.runId).not.toBe(again?.runId);
});
