import { expect, test } from "vitest";
import { tempProject } from "../testing/temp-project.ts";
import { runJob } from "./run-job.ts";

/** Jobs that take the warehouse or the log away under the runner. */
const SOURCE = `
import { closeSync, readdirSync, readlinkSync } from "node:fs";
export const work = {
  name: "work",
  configSchema: { type: "object", properties: { how: { type: "string" } } },
  async execute(context) {
    if (context.config.how.startsWith("warehouse")) await context.warehouse.close();
    if (context.config.how === "warehouse and error") throw new Error("my own");
    if (context.config.how === "log") {
      for (const fd of readdirSync("/proc/self/fd")) {
        let target = "";
        try { target = readlinkSync("/proc/self/fd/" + fd); } catch (error) { target = String(error); }
        if (target.includes("/.lorchestra/logs/")) closeSync(Number(fd));
      }
      context.logger.info("into nothing");
    }
  },
};
`;
const spec = (how: string) => ({ "jobs/definitions/a.json": { job_id: "a", job_type: "work", how } });

test("events that cannot be written fail a run that did its work", async () => {
  using folder = await tempProject(SOURCE, spec("warehouse"));
  const result = await runJob({ ...folder, jobId: "a" });
  expect(result.status).toBe("failed");
  expect(result.error).toMatchObject({ type: "TrailError", code: "trail_incomplete", retryable: true });
});

test("events that cannot be written do not hide the job's own error", async () => {
  using folder = await tempProject(SOURCE, spec("warehouse and error"));
  const result = await runJob({ ...folder, jobId: "a" });
  expect(result.error).toMatchObject({ type: "Error", message: "my own" });
});

test.runIf(process.platform === "linux")("a dead log file fails the run", async () => {
  using folder = await tempProject(SOURCE, spec("log"));
  const result = await runJob({ ...folder, jobId: "a" });
  expect(result.status).toBe("failed");
  expect(result.error?.type).toBe("TrailError");
  expect(result.error?.message).toContain("EBADF");
});
