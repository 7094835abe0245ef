import { expect, test } from "vitest";
import { lorchestra, lorchestraJson } from "./harness/cli.ts";
import { makeProject, minimalConfig } from "./harness/project.ts";

const packageOf = (body: string) => ({
  "lorchestra.yaml": minimalConfig,
  "node_modules/odd/package.json": {
    name: "odd",
    version: "1.0.0",
    type: "module",
    exports: { "./jobs": "./jobs.js" },
    lorchestra: { jobs: { odd: { job: "./jobs#job" } } },
  },
  "node_modules/odd/jobs.js": `export async function job(client) { ${body} }\n`,
});

async function runOdd(body: string) {
  const cwd = makeProject(packageOf(body));
  const ended = await lorchestra(["run-job", "odd", "job"], { cwd });
  const events = await lorchestraJson<{ event_type: string }[]>(
    ["sql", "SELECT event_type FROM event_log ORDER BY event_id"],
    { cwd },
  );
  return { ...ended, events: events.map(({ event_type }) => event_type) };
}

test("a job that ends the process has failed", async () => {
  const { code, stderr } = await runOdd("process.exit(0);");
  expect(code).toBe(1);
  expect(stderr).toContain("ended the process");
});

test("a job that waits for what never comes has failed, and its end is on record", async () => {
  const { code, stderr, events } = await runOdd("await new Promise(() => {});");
  expect(code, stderr).toBe(1);
  expect(stderr).toContain("never come");
  expect(events).toEqual(["job.started", "job.failed"]);
});

test("a job that throws when nobody waits for it has failed, without a stack trace", async () => {
  const { code, stderr, events } = await runOdd(
    "setTimeout(() => { throw new Error('late'); }, 50); await new Promise((r) => setTimeout(r, 2000));",
  );
  expect(code, stderr).toBe(1);
  expect(stderr).toContain("Error: late");
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(events).toEqual(["job.started", "job.failed"]);
});

test("what a job prints does not get into the result", async () => {
  const cwd = makeProject(packageOf("console.log('chatter');"));
  const { stdout, stderr } = await lorchestra(["run-job", "odd", "job", "--json"], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({ status: "success" });
  expect(stderr).toContain("chatter");
});
