import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lorchestra, lorchestraJson } from "./harness/cli.ts";
import { makeProject, minimalConfig } from "./harness/project.ts";
import { onOwnDisk } from "./harness/small-disk.ts";

const ingestSpec = {
  job_id: "ingest_things",
  job_type: "ingest",
  source: { stream: "things" },
  sink: { source_system: "files", connection_name: "mine", object_type: "thing" },
};
const things = `${minimalConfig}streams:
  things:
    tap: "@lorchestra/tap-files"
    stream: jsonl
    config: { path: ./things.jsonl, id_property: id }
`;

/** Runs a project that has something wrong, and gives the exit code with what was said. */
async function runOf(files: Record<string, unknown>, args: string[], env: Record<string, string> = {}) {
  const cwd = makeProject(files);
  const { code, stdout, stderr } = await lorchestra(args, { cwd, env });
  return { code, stdout, stderr, cwd };
}

test("broken YAML: the file, the line and the column", async () => {
  const { code, stderr, cwd } = await runOf(
    { "lorchestra.yaml": "warehouse:\n  driver: sqlite\n path: x\n" },
    ["jobs", "list"],
  );
  expect(code).toBe(2);
  expect(stderr).toMatch(/lorchestra\.yaml:3:\d+/);
  expect(existsSync(join(cwd, "warehouse.db"))).toBe(false);
});

test("an unknown key in the config or in a spec: a suggestion", async () => {
  const config = await runOf({ "lorchestra.yaml": minimalConfig.replace("warehouse", "warehuose") }, [
    "jobs",
    "list",
  ]);
  expect(config.code).toBe(2);
  expect(config.stderr).toMatch(/warehuose.*did you mean "?warehouse/is);
  const spec = await runOf(
    { "lorchestra.yaml": things, "jobs/definitions/ingest_things.json": { ...ingestSpec, optoins: {} } },
    ["run", "ingest_things"],
  );
  expect(spec.code).toBe(2);
  expect(spec.stderr).toMatch(/optoins.*did you mean "?options/is);
  expect(existsSync(join(spec.cwd, "warehouse.db"))).toBe(false);
});

test("an unknown job: near names", async () => {
  const { code, stderr } = await runOf(
    { "lorchestra.yaml": things, "jobs/definitions/ingest_things.json": ingestSpec },
    ["run", "ingest_thinks"],
  );
  expect(code).toBe(2);
  expect(stderr).toContain("ingest_things");
});

test("a missing environment variable: its name and where it is asked for", async () => {
  const { code, stderr } = await runOf(
    {
      "lorchestra.yaml": things.replace("./things.jsonl", '"$' + '{THINGS_FILE}"'),
      "jobs/definitions/ingest_things.json": ingestSpec,
    },
    ["run", "ingest_things"],
  );
  expect(code).not.toBe(0);
  expect(stderr).toContain("THINGS_FILE");
  expect(stderr).toContain("streams.things");
});

test("a spec whose job_id differs from its file name", async () => {
  const { code, stdout } = await runOf(
    { "lorchestra.yaml": things, "jobs/definitions/ingest_stuff.json": ingestSpec },
    ["jobs", "validate"],
  );
  expect(code).toBe(2);
  expect(stdout).toMatch(/ingest_stuff\.json/);
  expect(stdout).toMatch(/ingest_things/);
});

test("a warehouse file that is no database", async () => {
  const { code, stderr } = await runOf(
    {
      "lorchestra.yaml": things,
      "jobs/definitions/ingest_things.json": ingestSpec,
      "things.jsonl": '{"id":1}\n',
      "warehouse.db": "I am a text file, and quite long enough to be looked at.".repeat(40),
    },
    ["run", "ingest_things"],
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/warehouse\.db/);
  expect(stderr).toMatch(/not a .*database/i);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test("--since in words: the forms that are accepted", async () => {
  const { code, stderr } = await runOf(
    { "lorchestra.yaml": things, "jobs/definitions/ingest_things.json": ingestSpec },
    ["run", "ingest_things", "--since", "yesterday-ish"],
  );
  expect(code).toBe(2);
  expect(stderr).toContain("yesterday-ish");
  expect(stderr).toContain("-7d");
  expect(stderr).toContain("2026-08-01T09:30:00+02:00");
});

test("an unknown option and an unknown command are usage", async () => {
  expect((await runOf({ "lorchestra.yaml": minimalConfig }, ["run", "x", "--dryrun"])).code).toBe(2);
  expect((await runOf({ "lorchestra.yaml": minimalConfig }, ["jbos"])).code).toBe(2);
});

test("no project: says how to start one", async () => {
  const { code, stderr } = await runOf({}, ["run", "daily"]);
  expect(code).toBe(2);
  expect(stderr).toContain("lorchestra init");
});

const someThings = (count: number) =>
  Array.from({ length: count }, (_, id) => `{"id":${id},"text":"${"x".repeat(500)}"}\n`).join("");

test("a full disk: says so, exits 1, leaves no temp file", async () => {
  const project = makeProject({
    "lorchestra.yaml": things,
    "jobs/definitions/ingest_things.json": ingestSpec,
    "things.jsonl": someThings(4000),
  });
  const { code, stderr } = await onOwnDisk(project, { size: "3m" }, ["run", "ingest_things"]);
  expect(code, stderr).toBe(1);
  expect(stderr).toMatch(/full|no space/i);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stderr.split("== left behind:")[1]?.trim()).toBe("");
});

test("a read-only folder: says which, exits 1", async () => {
  const project = makeProject({
    "lorchestra.yaml": things,
    "jobs/definitions/ingest_things.json": ingestSpec,
    "things.jsonl": someThings(3),
  });
  const { code, stderr } = await onOwnDisk(project, { size: "3m", readOnly: true }, ["run", "ingest_things"]);
  expect(code, stderr).toBe(1);
  expect(stderr).toMatch(/read-only|not writable|cannot be written/i);
  expect(stderr).toContain("lorchestra-disk-");
  expect(stderr).not.toMatch(/\n\s+at /);
});

test("Ctrl+C in the middle: exit 130, whole batches only, and the next run completes", {
  timeout: 120_000,
}, async () => {
  const count = 60_000;
  const cwd = makeProject({
    "lorchestra.yaml": things,
    "jobs/definitions/ingest_things.json": { ...ingestSpec, options: { batch_size: 1000 } },
    "things.jsonl": someThings(count),
  });
  const preload = join(import.meta.dirname, "faults/interrupt-at.mjs");
  const { code, stderr } = await lorchestra(["run", "ingest_things"], {
    cwd,
    preload,
    env: { INTERRUPT_AT: "merge.after:5" },
  });
  expect(code, stderr).toBe(130);
  const counted = () =>
    lorchestraJson<{ n: number }[]>(["sql", "SELECT COUNT(*) AS n FROM raw_objects"], { cwd });
  const [{ n: between } = { n: 0 }] = await counted();
  expect(between % 1000).toBe(0);
  expect(between).toBeGreaterThan(0);
  expect(between).toBeLessThan(count);
  const [ended] = await lorchestraJson<{ event_type: string }[]>(
    ["sql", "SELECT event_type FROM event_log ORDER BY created_at DESC, event_id DESC LIMIT 1"],
    { cwd },
  );
  expect(ended?.event_type).toBe("job.failed");
  expect((await lorchestra(["run", "ingest_things"], { cwd })).code).toBe(0);
  expect(await counted()).toEqual([{ n: count }]);
});
