import { expect, test } from "vitest";
import { ProjectError, UsageError } from "../errors.ts";
import { loadProject } from "../project/load-project.ts";
import { validateAll } from "../runner/plan.ts";
import { type TempFiles, tempFolder, tempProject } from "../testing/temp-project.ts";
import { loadSpecs } from "./load-specs.ts";

async function specsOf(files: TempFiles, yaml = "") {
  const temp = tempFolder({ "lorchestra.yaml": yaml, ...files });
  return { ...temp, specs: loadSpecs(await loadProject(temp.root)) };
}
const defs = "jobs/definitions";
const spec = (jobId: string, more: object = {}) => ({ job_id: jobId, job_type: "work", ...more });

test("specs lie in any folders below; the envelope is taken off", async () => {
  using project = await specsOf({
    [`${defs}/ingest/a.json`]: spec("a", { description: "What it does.", source: { stream: "x" } }),
    [`${defs}/z.json`]: `\uFEFF${JSON.stringify(spec("z"))}`,
    [`${defs}/readme.md`]: "not a spec",
    [`${defs}/.hidden.json`]: "not a spec",
  });
  expect(project.specs.jobIds).toEqual(["a", "z"]);
  expect(await project.specs.read("a")).toEqual({
    jobId: "a",
    jobType: "work",
    description: "What it does.",
    file: `${project.root}/${defs}/ingest/a.json`,
    config: { source: { stream: "x" } },
  });
  expect((await project.specs.read("z")).config).toEqual({});
  expect(project.specs.list()).toEqual([
    { jobId: "a", jobType: "work", description: "What it does." },
    { jobId: "z", jobType: "work" },
  ]);
});

test("paths.jobs says where they are", async () => {
  using project = await specsOf({ "mine/a.json": spec("a") }, "paths: {jobs: mine}");
  expect(project.specs.jobIds).toEqual(["a"]);
  using none = await specsOf({});
  expect(none.specs.jobIds).toEqual([]);
  await expect(none.specs.read("a")).rejects.toThrow(`there is no job "a" in ${none.root}/${defs}`);
  using gone = tempFolder({ "lorchestra.yaml": "paths: {jobs: mine}" });
  const loaded = await loadProject(gone.root);
  expect(() => loadSpecs(loaded)).toThrow(
    `${gone.root}/lorchestra.yaml: paths.jobs: there is no folder ${gone.root}/mine`,
  );
});

test.each<[string, string, string]>([
  ["a missing comma", '{\n  "job_id": "a"\n  "job_type": "work"\n}', ":3:3: comma expected"],
  ["a word", '{"job_id": nope}', ":1:12: invalid symbol"],
  ["a trailing comma", '{"job_id": "a",\n}', ":2:1: property name expected"],
  ["a comment", '{\n// what\n"job_id": "a"}', ":2:1: invalid comment token"],
  ["something after the end", '{"job_id": "a"}\n}', ":2:1: end of file expected"],
  ["nothing", "", ":1:1: value expected"],
  ["a duplicate key", '{"job_id": "a",\n "x": {"y": 1, "y": 2}}', ':2:16: the key "y" is there twice'],
  ["depth without end", "[".repeat(200_000), ": it is nested too deep to be read"],
  ["a list", "[]", ": a job spec is a JSON object"],
  ["null", "null", ": a job spec is a JSON object"],
  ["another id", '{"job_id": "b", "job_type": "work"}', ': "job_id" is "b", but the file is named a.json'],
  ["no id", '{"job_type": "work"}', ': "job_id" is required and must be text'],
  ["no type", '{"job_id": "a"}', ': "job_type" is required and must be text'],
  ["a number as type", '{"job_id": "a", "job_type": 1}', ': "job_type" is required and must be text'],
])("a spec with %s", async (_what, text, message) => {
  using project = await specsOf({ [`${defs}/a.json`]: text });
  const reading = project.specs.read("a");
  await expect(reading).rejects.toBeInstanceOf(ProjectError);
  await expect(reading).rejects.toThrow(`${project.root}/${defs}/a.json${message}`);
  expect(project.specs.list().map(({ jobId }) => jobId)).toEqual(["a"]);
});

test("10 MB are refused, unread", async () => {
  using project = await specsOf({ [`${defs}/a.json`]: spec("a", { x: "y".repeat(10_000_000) }) });
  await expect(project.specs.read("a")).rejects.toThrow(
    /a\.json is 100000\d\d bytes; more than 1048576 is refused/,
  );
});

test("ids: unknown, used twice, not allowed", async () => {
  using project = await specsOf({
    [`${defs}/x/orders.json`]: spec("orders"),
    [`${defs}/y/orders.json`]: spec("orders"),
    [`${defs}/a b.json`]: spec("a b"),
  });
  const { root, specs } = project;
  await expect(specs.read("odrers")).rejects.toBeInstanceOf(UsageError);
  await expect(specs.read("odrers")).rejects.toThrow(
    `there is no job "odrers" in ${root}/${defs}; did you mean "orders"?`,
  );
  await expect(specs.read("orders")).rejects.toThrow(
    `the job id "orders" is used twice: ${root}/${defs}/x/orders.json and ${root}/${defs}/y/orders.json; rename one of them`,
  );
  await expect(specs.read("a b")).rejects.toThrow("the file name must match ^[A-Za-z0-9]");
});

test("validating all specs: broken ones hide nothing of others; checks across jobs; cycles", async () => {
  const source = `export const work = {
    name: "work",
    configSchema: { type: "object", properties: { sink: { type: "string" }, bad: { type: "boolean" } } },
    validateConfig: (config, job) => (config.bad ? [{ job, path: "bad", message: "is bad" }] : []),
    validateTogether: (jobs) => jobs
      .filter((job, index) => jobs.findIndex((other) => other.config.sink === job.config.sink) < index)
      .map((job) => ({ job: job.jobId, path: "sink", message: "is written by another job" })),
    async execute() {},
  };`;
  using folder = await tempProject(source, {
    [`${defs}/a.json`]: spec("a", { sink: "s" }),
    [`${defs}/b.json`]: spec("b", { sink: "s", bad: true }),
    [`${defs}/c.json`]: spec("c", { snik: "s" }),
    [`${defs}/d.json`]: "{",
    [`${defs}/p.json`]: { job_id: "p", job_type: "pipeline", steps: [["q"]] },
    [`${defs}/q.json`]: { job_id: "q", job_type: "pipeline", steps: [["p"], ["gone"]] },
  });
  const { jobs, errors } = await validateAll(loadSpecs(folder.project), folder.discovery);
  expect(jobs).toBe(6);
  expect(errors).toEqual([
    { job: "d", path: "", message: `${folder.root}/${defs}/d.json:1:2: close brace expected` },
    {
      job: "gone",
      path: "",
      message: `there is no job "gone" in ${folder.root}/${defs}; known: a, b, c, d, p, q`,
    },
    { job: "c", path: "snik", message: 'unknown key; did you mean "sink"?' },
    { job: "p", path: "", message: "contains itself: p -> q -> p" },
    { job: "b", path: "bad", message: "is bad" },
    { job: "b", path: "sink", message: "is written by another job" },
  ]);
});
