import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createEventBus } from "../bus/create-event-bus.ts";
import type { BusEvent } from "../event-bus.ts";
import { tempProject } from "../testing/temp-project.ts";
import { openProjectWarehouse } from "./connect.ts";
import { exitCodeOf } from "./exit-code.ts";
import { runJob } from "./run-job.ts";

const SOURCE = `
import { setTimeout as delay } from "node:timers/promises";
export const trace = [];
export const work = {
  name: "work",
  configSchema: { type: "object", properties: { how: { type: "string" } } },
  async execute(context) {
    trace.push("start " + context.jobId);
    context.logger.info("started");
    try {
      if (context.config.how === "deaf") await delay(60_000, undefined, { ref: false });
      else if (context.config.how === "quiet") await delay(60_000, undefined, { signal: context.signal }).catch(() => {});
      else await delay(60_000, undefined, { signal: context.signal });
    } catch (error) {
      await delay(20);
      trace.push("cleaned " + context.jobId);
      if (context.config.how === "clumsy") throw new Error("cleanup failed");
      throw error;
    }
  },
};
`;
const spec = (jobId: string, config: object) => ({
  [`jobs/definitions/${jobId}.json`]: { job_id: jobId, job_type: "work", ...config },
});

async function runAndCancel(files: { readonly [path: string]: object }, jobId: string) {
  const folder = await tempProject(SOURCE, files);
  const controller = new AbortController();
  const bus = createEventBus();
  const logs: BusEvent[] = [];
  bus.subscribe("test", (event) => {
    if (event.kind !== "log") return;
    logs.push(event);
    if (event.message === "started") setTimeout(() => controller.abort(), 10);
  });
  const { signal } = controller;
  const start = performance.now();
  const result = await runJob({ ...folder, jobId, bus, signal, cleanupMs: 300 });
  const took = performance.now() - start;
  await bus.close();
  const module: { trace: string[] } = await import(join(folder.root, "node_modules/acme/index.js"));
  return { folder, result, took, trace: module.trace, logs };
}

test("a cancelled job cleans up, the run is interrupted and on record, the lock is free", async () => {
  const { folder, result, trace } = await runAndCancel(spec("a", {}), "a");
  using _folder = folder;
  expect(result.status).toBe("interrupted");
  expect(exitCodeOf(result)).toBe(130);
  expect(trace).toEqual(["start a", "cleaned a"]);
  const warehouse = await openProjectWarehouse(folder.project);
  const { sql } = warehouse;
  const rows = await warehouse.query(
    sql`SELECT event_type, status, error_message FROM ${sql.table("event_log")} ORDER BY rowid`,
  );
  await warehouse.close();
  expect(rows).toEqual([
    { event_type: "job.started", status: "success", error_message: null },
    {
      event_type: "job.failed",
      status: "failed",
      error_message: "Interrupted. What was committed stays; run it again to go on.",
    },
  ]);
  expect(readdirSync(join(folder.root, ".lorchestra/locks"))).toEqual(["a.lock"]);
});

test("a job that does not hear the signal is left behind after the limit", async () => {
  const { folder, result, took } = await runAndCancel(spec("a", { how: "deaf" }), "a");
  using _folder = folder;
  expect(result.status).toBe("interrupted");
  expect(result.error?.message).toBe("Interrupted; the job did not clean up within 0.3 s.");
  expect(took).toBeGreaterThan(290);
  expect(took).toBeLessThan(5_000);
});

test("a job that swallows the signal is interrupted all the same", async () => {
  const { folder, result } = await runAndCancel(spec("a", { how: "quiet" }), "a");
  using _folder = folder;
  expect(result.status).toBe("interrupted");
});

test("what fails during the cleanup is logged, not lost", async () => {
  const { folder, result, logs } = await runAndCancel(spec("a", { how: "clumsy" }), "a");
  using _folder = folder;
  expect(result.status).toBe("interrupted");
  expect(logs).toContainEqual(
    expect.objectContaining({ level: "WARNING", message: "While it was cancelled: cleanup failed" }),
  );
});

test("a cancelled pipeline waits for its jobs' own limit and starts nothing more", async () => {
  const { folder, result, trace } = await runAndCancel(
    {
      "jobs/definitions/all.json": { job_id: "all", job_type: "pipeline", steps: [["a"], ["b"]] },
      ...spec("a", { how: "deaf" }),
      ...spec("b", {}),
    },
    "all",
  );
  using _folder = folder;
  expect(result.status).toBe("interrupted");
  expect(result.children.map(({ jobId, status }) => [jobId, status])).toEqual([["a", "interrupted"]]);
  expect(trace).toEqual(["start a"]);
});

test("a signal that is aborted already: nothing is executed", async () => {
  using folder = await tempProject(SOURCE, spec("a", {}));
  const result = await runJob({ ...folder, jobId: "a", signal: AbortSignal.abort() });
  expect(result.status).toBe("interrupted");
  const module: { trace: string[] } = await import(join(folder.root, "node_modules/acme/index.js"));
  expect(module.trace).toEqual([]);
});
