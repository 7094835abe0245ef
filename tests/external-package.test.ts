import { join } from "node:path";
import { expect, test } from "vitest";
import { lorchestra, lorchestraJson } from "./harness/cli.ts";
import { addFile, makeProject, minimalConfig } from "./harness/project.ts";

const functionPackage = {
  "node_modules/my-ingester/package.json": {
    name: "my-ingester",
    version: "1.0.0",
    type: "module",
    exports: { "./jobs": "./jobs.js" },
    lorchestra: { jobs: { ingester: { extract_gmail: "./jobs#extractGmail" } } },
  },
  "node_modules/my-ingester/jobs.js": `
globalThis.process.stderr.write("imported my-ingester\\n");

/**
 * Extracts e-mail from Gmail.
 */
export async function extractGmail(client, { account, since, until, runId, logger }) {
  logger.info("account " + account + " since " + since);
  await client.append("event_log", [{
    event_id: "e-" + runId, event_type: "ingestion.completed", source_system: "ingester", object_type: "email",
    correlation_id: runId, status: "success", payload: { account, since }, created_at: new Date().toISOString(),
  }]);
}
`,
};

const classPackage = {
  "node_modules/@acme/counting/package.json": {
    name: "@acme/counting",
    version: "1.0.0",
    type: "module",
    exports: { "./jobs": "./jobs.js" },
    lorchestra: { jobs: { counting: { count_to: "./jobs#CountTo" } } },
  },
  "node_modules/@acme/counting/jobs.js": `
export class CountTo {
  name = "count_to";
  description = "Counts to a number.";
  required = false;
  configSchema = { type: "object", additionalProperties: false, properties: { to: { type: "integer", minimum: 1, default: 3 } } };
  async execute(context) {
    for (let current = 1; current <= context.config.to; current++) context.progress({ current, total: context.config.to });
    return { summary: "counted to " + context.config.to };
  }
}
`,
};

test("a function in an installed package is listed without importing it, shown and run", async () => {
  const cwd = makeProject({ "lorchestra.yaml": minimalConfig, ...functionPackage });
  const listed = await lorchestra(["jobs", "list"], { cwd });
  expect(listed.code, listed.stderr).toBe(0);
  expect(listed.stdout).toMatch(/^ingester:\n {2}extract_gmail$/m);
  expect(listed.stderr).not.toContain("imported my-ingester");

  const shown = await lorchestra(["jobs", "show", "ingester", "extract_gmail"], { cwd });
  expect(shown.stdout).toContain(join("node_modules/my-ingester/jobs.js"));
  expect(shown.stdout).toContain("Signature: (client, { account, since, until, runId, logger })");
  expect(shown.stdout).toContain("Extracts e-mail from Gmail.");

  const ran = await lorchestra(
    ["run-job", "ingester", "extract_gmail", "--account", "acct1", "--since", "2026-01-01"],
    { cwd },
  );
  expect(ran.code, ran.stderr).toBe(0);
  const rows = await lorchestraJson<unknown[]>(
    ["sql", "SELECT event_type, payload ->> '$.account' AS account FROM event_log ORDER BY event_type"],
    { cwd },
  );
  expect(rows).toEqual([
    { event_type: "ingestion.completed", account: "acct1" },
    { event_type: "job.completed", account: null },
    { event_type: "job.started", account: null },
  ]);
});

test("a class in an installed package runs by hand and by a spec", async () => {
  const cwd = makeProject({
    "lorchestra.yaml": minimalConfig,
    ...classPackage,
    "jobs/definitions/count.json": { job_id: "count", job_type: "count_to", to: 5 },
  });
  const shown = await lorchestra(["jobs", "show", "counting", "count_to"], { cwd });
  expect(shown.stdout).toContain("Counts to a number.");
  expect(shown.stdout).toContain('"minimum": 1');
  const byHand = await lorchestra(["run-job", "counting", "count_to", "--param", "to=4"], { cwd });
  expect(byHand.code, byHand.stderr).toBe(0);
  expect(byHand.stdout).toContain("counted to 4");
  const bySpec = await lorchestra(["run", "count"], { cwd });
  expect(bySpec.stdout).toContain("counted to 5");
});

test("two packages claiming one name: an error naming both", async () => {
  const cwd = makeProject({ "lorchestra.yaml": minimalConfig, ...functionPackage });
  addFile(cwd, "node_modules/other-ingester/package.json", {
    name: "other-ingester",
    version: "1.0.0",
    type: "module",
    exports: { "./jobs": "./jobs.js" },
    lorchestra: { jobs: { ingester: { extract_gmail: "./jobs#x" } } },
  });
  const ended = await lorchestra(["jobs", "list"], { cwd });
  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain("my-ingester");
  expect(ended.stderr).toContain("other-ingester");
});
