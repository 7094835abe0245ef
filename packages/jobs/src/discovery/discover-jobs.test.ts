import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DiscoveryError } from "../errors.ts";
import { jobPackage, tempFolder } from "../testing/temp-project.ts";
import { type Discovery, discoverJobs } from "./discover-jobs.ts";

const names = ({ registrations }: Discovery): string[] =>
  registrations.map(
    (each) => `${each.namespace}/${each.job} ${each.packageName} ${each.subpath}#${each.exportName}`,
  );
const manifest = (name: string, namespace: string, job: string, more: object = {}) =>
  jobPackage(name, { [namespace]: { [job]: `./jobs#${job}` } }, more);

test("node_modules of the project and above, scopes, the project itself; nothing is imported", async () => {
  using temp = tempFolder({
    "node_modules/above/package.json": manifest("above", "up", "high"),
    "node_modules/above/jobs.js": "throw new Error('imported')",
    "p/package.json": manifest("my-practice", "mine", "own"),
    "p/node_modules/plain/package.json": { name: "plain" },
    "p/node_modules/.hidden/package.json": manifest("hidden", "no", "no"),
    "p/node_modules/broken/package.json": '{"lorchestra": ',
    "p/node_modules/b/package.json": manifest("b", "zeta", "job_b"),
    "p/node_modules/@acme/a/package.json": manifest("@acme/a", "alpha", "job-a"),
    "p/node_modules/@acme/readme.txt": "not a package",
  });
  const discovery = await discoverJobs({ projectRoot: join(temp.root, "p") });
  expect(names(discovery)).toEqual([
    "alpha/job-a @acme/a ./jobs#job-a",
    "mine/own my-practice ./jobs#own",
    "up/high above ./jobs#high",
    "zeta/job_b b ./jobs#job_b",
  ]);
});

test("workspace packages, by pnpm and by npm, with globs and exceptions", async () => {
  const files = {
    "packages/a/package.json": manifest("a", "a", "a"),
    "packages/old/package.json": manifest("old", "old", "old"),
    "packages/a/node_modules/deep/package.json": manifest("deep", "deep", "deep"),
    "practice/package.json": { name: "practice" },
  };
  for (const workspace of [
    { "pnpm-workspace.yaml": "packages:\n  - packages/*\n  - '!packages/old'\n" },
    { "package.json": { workspaces: ["packages/*", "!packages/old"] } },
    { "package.json": { workspaces: { packages: ["packages/*", "!packages/old"] } } },
  ]) {
    using temp = tempFolder({ ...files, ...workspace });
    expect(names(await discoverJobs({ projectRoot: join(temp.root, "practice") }))).toEqual([
      "a/a a ./jobs#a",
    ]);
  }
});

test("dependencies of the app count, as it resolves them, and the app itself", async () => {
  using temp = tempFolder({
    "app/package.json": { ...manifest("app", "app", "app"), dependencies: { dep: "1" } },
    "app/node_modules/dep/package.json": manifest("dep", "dep", "dep"),
    "app/node_modules/stranger/package.json": manifest("stranger", "no", "no"),
    "p/package.json": {},
  });
  const roots = { projectRoot: join(temp.root, "p"), from: join(temp.root, "app") };
  expect(names(await discoverJobs(roots))).toEqual(["app/app app ./jobs#app", "dep/dep dep ./jobs#dep"]);
});

test("a folder that is reached twice counts once; of two copies the nearer one counts", async () => {
  using temp = tempFolder({
    "store/a/package.json": manifest("a", "a", "a"),
    "app/package.json": { name: "app", dependencies: { a: "1", b: "1" } },
    "app/node_modules/b/package.json": manifest("b", "b", "far"),
    "p/node_modules/b/package.json": manifest("b", "b", "near"),
  });
  mkdirSync(join(temp.root, "p/node_modules"), { recursive: true });
  symlinkSync(join(temp.root, "store/a"), join(temp.root, "p/node_modules/a"));
  symlinkSync(join(temp.root, "store/a"), join(temp.root, "app/node_modules/a"));
  const discovery = await discoverJobs({ projectRoot: join(temp.root, "p"), from: join(temp.root, "app") });
  expect(names(discovery)).toEqual(["a/a a ./jobs#a", "b/near b ./jobs#near"]);
  expect(discovery.registrations[0]?.packageFolder).toBe(join(temp.root, "store/a"));
});

test("two packages that claim one name, and every malformed field, are named together", async () => {
  using temp = tempFolder({
    "node_modules/a/package.json": manifest("a", "shop", "pull"),
    "node_modules/b/package.json": manifest("b", "shop", "pull"),
    "node_modules/c/package.json": { name: "c", lorchestra: [] },
    "node_modules/d/package.json": { name: "d", lorchestra: { jobs: { Shop: { "1st": "./x#y" } } } },
    "node_modules/e/package.json": {
      name: "e",
      lorchestra: { jobs: { e: { x: "./x", y: 5, z: "/etc#x" } } },
    },
    "node_modules/f/package.json": { name: "f", lorchestra: { jobs: { f: "x" } } },
    "node_modules/g/package.json": '{"name": "g", "lorchestra": {"jobs": {"__proto__": {"x": "./x#y"}}}}',
  });
  const at = (name: string) => `${name} (${temp.root}/node_modules/${name}/package.json): lorchestra`;
  const discovery = discoverJobs({ projectRoot: temp.root });
  await expect(discovery).rejects.toBeInstanceOf(DiscoveryError);
  await expect(discovery).rejects.toThrow(
    [
      `${at("c")} must be an object`,
      `${at("d")}.jobs: the namespace "Shop" must match ^[a-z][a-z0-9_-]*$`,
      `${at("d")}.jobs.Shop: the job "1st" must match ^[a-z][a-z0-9_-]*$`,
      `${at("e")}.jobs.e.x must look like "./subpath#exportName"`,
      `${at("e")}.jobs.e.y must look like "./subpath#exportName"`,
      `${at("e")}.jobs.e.z must look like "./subpath#exportName"`,
      `${at("f")}.jobs.f must be an object of jobs`,
      `${at("g")}.jobs: the namespace "__proto__" must match ^[a-z][a-z0-9_-]*$`,
      `shop/pull is registered by both a (${temp.root}/node_modules/a) and b (${temp.root}/node_modules/b); remove one of them`,
    ].join("\n"),
  );
});

test("a malformed field is left out and reported; the other packages are there", async () => {
  using temp = tempFolder({
    "node_modules/a/package.json": manifest("a", "shop", "pull"),
    "node_modules/c/package.json": { name: "c", lorchestra: [] },
    "node_modules/g/package.json": '{"name": "g", "lorchestra": {"jobs": {"__proto__": {"x": "./x#y"}}}}',
  });
  const discovery = await discoverJobs({ projectRoot: temp.root });
  expect(names(discovery)).toEqual(["shop/pull a ./jobs#pull"]);
  expect(discovery.problems).toEqual([
    `c (${temp.root}/node_modules/c/package.json): lorchestra must be an object`,
    `g (${temp.root}/node_modules/g/package.json): lorchestra.jobs: the namespace "__proto__" must match ^[a-z][a-z0-9_-]*$`,
  ]);
});

test("finding jobs: near names, and a type that two namespaces have", async () => {
  using temp = tempFolder({
    "node_modules/a/package.json": manifest("a", "shop", "pull"),
    "node_modules/b/package.json": manifest("b", "bank", "pull"),
    "node_modules/c/package.json": manifest("c", "bank2", "canonize"),
  });
  const discovery = await discoverJobs({ projectRoot: temp.root });
  expect(discovery.find("shop", "pull").packageName).toBe("a");
  expect(discovery.resolveType("canonize").packageName).toBe("c");
  expect(() => discovery.find("shp", "pull")).toThrow(
    'no package registers the namespace "shp"; did you mean "shop"?',
  );
  expect(() => discovery.find("shop", "pul")).toThrow(
    'the namespace "shop" has no job "pul"; did you mean "pull"?',
  );
  expect(() => discovery.resolveType("canonise")).toThrow(
    'no installed package has the job type "canonise"; did you mean "canonize"?',
  );
  expect(() => discovery.resolveType("pull")).toThrow(
    'the job type "pull" is in two namespaces: bank of b and shop of a; remove one of the packages',
  );
});

test("packages are imported as the project sees them, else as the app does, else from the workspace", async () => {
  const esm = (value: string) => `export const where = ${JSON.stringify(value)};`;
  const pack = (name: string) => ({
    name,
    type: "module",
    exports: { ".": "./index.js", "./sub": "./sub.js" },
  });
  using temp = tempFolder({
    "pnpm-workspace.yaml": "packages: [ws/*]",
    "ws/w/package.json": pack("w"),
    "ws/w/index.js": esm("workspace"),
    "app/package.json": { name: "app" },
    "app/node_modules/both/package.json": pack("both"),
    "app/node_modules/both/index.js": esm("app"),
    "app/node_modules/@acme/far/package.json": pack("@acme/far"),
    "app/node_modules/@acme/far/index.js": esm("app"),
    "app/node_modules/@acme/far/sub.js": esm("sub"),
    "p/node_modules/both/package.json": pack("both"),
    "p/node_modules/both/index.js": esm("project"),
    "p/taps/mine.mjs": esm("mine"),
  });
  const { importPackage } = await discoverJobs({
    projectRoot: join(temp.root, "p"),
    from: join(temp.root, "app"),
  });
  const where = async (specifier: string) => (await importPackage(specifier)).where;
  expect(await where("both")).toBe("project");
  expect(await where("@acme/far")).toBe("app");
  expect(await where("@acme/far/sub")).toBe("sub");
  expect(await where("w")).toBe("workspace");
  expect(await where("./taps/mine.mjs")).toBe("mine");
  await expect(importPackage("none")).rejects.toThrow(
    `the package none is not installed in ${temp.root}/p; add it: npm install none`,
  );
  await expect(importPackage("both/secret")).rejects.toThrow("both does not export ./secret");
  await expect(importPackage("../p")).rejects.toThrow('"../p" is not the name of a package');
  await expect(importPackage("./none.js")).rejects.toThrow("the project has no module");
});
