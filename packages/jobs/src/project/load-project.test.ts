import { mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ProjectError } from "../errors.ts";
import { type TempFiles, tempFolder } from "../testing/temp-project.ts";
import { loadProject } from "./load-project.ts";
import { projectPath, projectStream } from "./project.ts";

const YAML = `
warehouse: {path: "\${DATA:-./data}/w.db"}
streams:
  customers:
    tap: "@lorchestra/tap-stripe"
    stream: customers
    config: {api_key: "\${STRIPE_API_KEY}", list: ["\${A:-x}", 1, null], deep: {url: "http://\${HOST:-localhost}:1"}}
paths:
  bindings: ~/bindings
`;

async function load(files: TempFiles, environment = {}) {
  const temp = tempFolder(files);
  return { ...temp, project: await loadProject(temp.root, { environment }) };
}

test("an empty file is all defaults", async () => {
  for (const text of ["", "# nothing yet\n", "---\n"]) {
    using loaded = await load({ "lorchestra.yaml": text });
    expect(loaded.project.config).toEqual({
      warehouse: { driver: "sqlite", path: "./warehouse.db" },
      streams: {},
      paths: {},
    });
  }
});

test("the file is found upward, or named", async () => {
  using temp = tempFolder({ "lorchestra.yaml": "", "a/b/c.txt": "" });
  const { root } = temp;
  expect((await loadProject(join(root, "a/b"))).root).toBe(root);
  expect((await loadProject(join(root, "lorchestra.yaml"))).file).toBe(join(root, "lorchestra.yaml"));
  await expect(loadProject(join(root, "none"))).rejects.toThrow(`there is no ${root}/none`);
  using empty = tempFolder();
  await expect(loadProject(empty.root)).rejects.toThrow(
    `no lorchestra.yaml in ${empty.root} or a folder above it; "lorchestra init" makes one`,
  );
});

test("references are resolved when they are used, from the environment before .env", async () => {
  using loaded = await load(
    { "lorchestra.yaml": YAML, ".env": "STRIPE_API_KEY=from-file\nHOST=example.com\nA=\n" },
    { HOST: "example.org" },
  );
  expect(projectStream(loaded.project, "customers")).toEqual({
    name: "customers",
    tap: "@lorchestra/tap-stripe",
    stream: "customers",
    config: { api_key: "from-file", list: ["x", 1, null], deep: { url: "http://example.org:1" } },
  });
  expect(projectPath(loaded.project, "bindings")).toBe(join(homedir(), "bindings"));
  expect(process.env.STRIPE_API_KEY).toBeUndefined();
});

test("a missing variable is named with its place, and only when it is needed", async () => {
  using loaded = await load({ "lorchestra.yaml": YAML, ".env": "STRIPE_API_KEY=\n" });
  expect(() => projectStream(loaded.project, "customers")).toThrow(
    `${loaded.root}/lorchestra.yaml: streams.customers.config.api_key needs the environment variable STRIPE_API_KEY, which is not set; set it in the environment or in .env`,
  );
  expect(() => projectStream(loaded.project, "customer")).toThrow(
    `${loaded.root}/lorchestra.yaml has no stream "customer" under streams; did you mean "customers"?`,
  );
  expect(() => projectStream(loaded.project, "constructor")).toThrow("has no stream");
});

test.each(["", "}", "1A}", "A", "A-B}", " A }"])("a dollar and {%s is no reference", async (rest) => {
  const text = `\${${rest}`;
  using loaded = await load({
    "lorchestra.yaml": `streams: {s: {tap: t, stream: s, config: {k: ${JSON.stringify(text)}}}}`,
  });
  expect(() => projectStream(loaded.project, "s")).toThrow(
    `streams.s.config.k: a reference must look like \${NAME} or \${NAME:-default}`,
  );
});

test("folders: configured, or the usual one when it is there", async () => {
  using loaded = await load({ "lorchestra.yaml": "paths: {measures: my/measures}" });
  mkdirSync(join(loaded.root, "bindings"));
  const path = (name: string) => projectPath(loaded.project, name);
  expect(path("measures")).toBe(join(loaded.root, "my/measures"));
  expect(path("bindings")).toBe(join(loaded.root, "bindings"));
  expect(path("canonizer")).toBeUndefined();
  expect(path("__proto__")).toBeUndefined();
});

test.each<[string, string, string]>([
  ["a tab", "streams:\n\ta: 1\n", ":2:1: "],
  ["a duplicate key", "paths: {}\nstreams: {}\npaths: {}\n", ":3:1: Map keys must be unique"],
  ["an unclosed list", "streams: [1, 2\nx: y\n", ":2:1: "],
  ["two documents", "paths: {}\n---\npaths: {}\n", ":2:1: "],
  ["an unknown tag", "paths: !!js/function 'x'\n", ":1:8: Unresolved tag"],
])("YAML with %s: file, line and column", async (_what, yaml, message) => {
  using temp = tempFolder({ "lorchestra.yaml": yaml });
  const loading = loadProject(temp.root);
  await expect(loading).rejects.toBeInstanceOf(ProjectError);
  await expect(loading).rejects.toThrow(`${temp.root}/lorchestra.yaml${message}`);
});

test("aliases that explode, endless nesting and big or binary files are refused", async () => {
  const lines = ["a0: &a0 [x, x]"];
  for (let level = 1; level < 40; level += 1) {
    lines.push(`a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`);
  }
  using bomb = tempFolder({ "lorchestra.yaml": lines.join("\n") });
  await expect(loadProject(bomb.root)).rejects.toThrow("aliases that repeat too much are refused");
  using deep = tempFolder({ "lorchestra.yaml": `streams: ${"[".repeat(100_000)}` });
  await expect(loadProject(deep.root)).rejects.toBeInstanceOf(ProjectError);
  using big = tempFolder({ "lorchestra.yaml": `# ${"x".repeat(1_100_000)}` });
  await expect(loadProject(big.root)).rejects.toThrow("is 1100002 bytes; more than 1048576 is refused");
  using binary = tempFolder();
  writeFileSync(join(binary.root, "lorchestra.yaml"), Buffer.from([0xff, 0xfe, 0x00]));
  await expect(loadProject(binary.root)).rejects.toThrow("is not UTF-8 text");
});

test("everything that is wrong is listed, with what was meant", async () => {
  using temp = tempFolder({
    "lorchestra.yaml": `
warehose: {}
warehouse: {driver: sqlit}
streams: {"a b": {tap: x, stream: y}, c: {tap: x, steam: y}}
paths: {job: x, queries: ""}
`,
  });
  const file = `${temp.root}/lorchestra.yaml: `;
  await expect(loadProject(temp.root)).rejects.toThrow(
    [
      `${file}warehose: unknown key; did you mean "warehouse"?`,
      `${file}warehouse.driver: must be one of "sqlite"`,
      `${file}streams: must match pattern "^[A-Za-z0-9][A-Za-z0-9_.-]*$"`,
      `${file}streams: property name must be valid`,
      `${file}streams.c.stream: is required`,
      `${file}streams.c.steam: unknown key; did you mean "stream"?`,
      `${file}paths.job: unknown key; did you mean "jobs"?`,
      `${file}paths.queries: must NOT have fewer than 1 characters`,
    ].join("\n"),
  );
  using list = tempFolder({ "lorchestra.yaml": "[1]" });
  await expect(loadProject(list.root)).rejects.toThrow("must be object, not array");
});
