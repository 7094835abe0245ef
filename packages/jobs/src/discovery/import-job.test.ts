import { join } from "node:path";
import { expect, test } from "vitest";
import { JobPackageError } from "../errors.ts";
import { tempFolder } from "../testing/temp-project.ts";
import { importJob } from "./import-job.ts";

const FUNCTION = `
/**
 * Extracts orders from the shop.
 *
 * Only paid ones.
 * @param client - the warehouse
 */
export async function extract_orders(client /* it's (open */, {
  account, // which
  since = ")//" , ...rest }
) {
  return account;
}
export const described = (client) => client;
described.description = "Says it itself.";
export const arrow = async client => client;
const type = { name: "typed", description: "A typed job.", configSchema: {}, async execute() {} };
export { type as typed };
`;
const CLASS = `
export class Base { required = false; configSchema = {}; async validate() { return []; } }
export class Orders extends Base { name = "orders"; async execute() {} }
export class NoExecute { name = "orders"; configSchema = {}; }
export class Picky extends Base { constructor(needed) { super(); this.name = needed.name; } async execute() {} }
export class Nameless extends Base { async execute() {} }
`;

function fixture(files: { readonly [path: string]: string }, manifest: object = {}) {
  const temp = tempFolder({
    "package.json": { name: "acme", type: "module", exports: { "./jobs": "./jobs.js" }, ...manifest },
    ...files,
  });
  const load = (exportName: string, job = exportName.toLowerCase(), subpath = "./jobs", timeoutMs?: number) =>
    importJob(
      { namespace: "shop", job, subpath, exportName, packageName: "acme", packageFolder: temp.root },
      timeoutMs === undefined ? {} : { timeoutMs },
    );
  return { ...temp, load };
}

test("a function: signature and JSDoc from its source", async () => {
  using acme = fixture({ "jobs.js": FUNCTION });
  const location = join(acme.root, "jobs.js");
  const job = await acme.load("extract_orders");
  expect({ ...job, type: job.type.name }).toEqual({
    type: "extract_orders",
    location,
    signature: '(client, { account, since = ")//", ...rest })',
    description: "Extracts orders from the shop.\n\nOnly paid ones.",
  });
  expect(await acme.load("described")).toMatchObject({
    signature: "(client)",
    description: "Says it itself.",
  });
  const arrow = await acme.load("arrow");
  expect(arrow.signature).toBe("(client)");
  expect(arrow.description).toBeUndefined();
});

test("a job type, and a class", async () => {
  using acme = fixture({ "jobs.js": FUNCTION + CLASS });
  const typed = await acme.load("typed");
  expect(typed).toMatchObject({ description: "A typed job." });
  expect(typed.signature).toBeUndefined();
  const orders = await acme.load("Orders");
  expect(orders.type).toMatchObject({ name: "orders", required: false, configSchema: {} });
  expect(orders.signature).toBeUndefined();
});

test("CommonJS packages, with and without exports", async () => {
  const source = "module.exports = { pull: function pull(client, args) {} };";
  using modern = fixture({ "jobs.cjs": source }, { type: "commonjs", exports: { "./jobs": "./jobs.cjs" } });
  expect((await modern.load("pull")).signature).toBe("(client, args)");
  const old = { type: "commonjs", exports: undefined, main: "./lib/main.js" };
  using ancient = fixture(
    { "jobs/index.js": source, "lib/main.js": "/** Pulls. */\nexports.pull = (c) => c;" },
    old,
  );
  expect((await ancient.load("pull")).location).toBe(join(ancient.root, "jobs/index.js"));
  expect(await ancient.load("pull", "pull", ".")).toMatchObject({
    location: join(ancient.root, "lib/main.js"),
    description: "Pulls.",
  });
});

test("conditions and patterns of exports", async () => {
  using acme = fixture(
    { "yes.js": "export function pull(c) {}", "no.cjs": "", "deep/a.js": "export function pull(a) {}" },
    {
      exports: {
        "./jobs": { require: "./no.cjs", browser: "./no.cjs", node: { import: "./yes.js" } },
        "./deep/*": "./deep/*.js",
        "./deep/private": null,
      },
    },
  );
  expect((await acme.load("pull")).location).toBe(join(acme.root, "yes.js"));
  expect((await acme.load("pull", "pull", "./deep/a")).signature).toBe("(a)");
  await expect(acme.load("pull", "pull", "./deep/private")).rejects.toThrow(
    "acme does not export ./deep/private",
  );
});

test("what is wrong with a package is said with its name", async () => {
  using acme = fixture({
    "jobs.js": `${FUNCTION}${CLASS}\nexport const list = [];\nexport const nothing = null;`,
  });
  const file = join(acme.root, "jobs.js");
  const refused = async (job: Promise<unknown>, message: string) => {
    await expect(job).rejects.toBeInstanceOf(JobPackageError);
    await expect(job).rejects.toThrow(message);
  };
  await refused(
    acme.load("extract_order"),
    `acme registers shop/extract_order as ./jobs#extract_order, but ${file} has no export extract_order; it exports extract_orders`,
  );
  await refused(acme.load("x", "x", "./other"), "acme does not export ./other");
  await refused(acme.load("list"), "acme ./jobs#list is an array; a job is made with defineJob");
  await refused(acme.load("nothing"), "acme ./jobs#nothing is null");
  await refused(acme.load("NoExecute"), "acme ./jobs#NoExecute is a class without a method execute");
  await refused(acme.load("Picky"), "acme ./jobs#Picky is a class that cannot be made without arguments");
  await refused(acme.load("Nameless"), "instances have no name or configSchema");
  await refused(
    acme.load("typed", "other"),
    'acme ./jobs#typed is registered as "other", but calls itself "typed"',
  );
});

test("modules that throw, do not parse, never finish or are not there", async () => {
  using throwing = fixture({ "jobs.js": "throw new TypeError('no licence');" });
  await expect(throwing.load("x")).rejects.toThrow(
    `importing acme (./jobs) failed: TypeError: no licence (${throwing.root}/jobs.js)`,
  );
  using garbled = fixture({ "jobs.js": "export const = 1;" });
  await expect(garbled.load("x")).rejects.toBeInstanceOf(JobPackageError);
  using endless = fixture({ "jobs.js": "await new Promise(() => {}); export const x = () => {};" });
  await expect(endless.load("x", "x", "./jobs", 50)).rejects.toThrow(
    `acme (./jobs) did not finish importing within 0.05 s: ${endless.root}/jobs.js`,
  );
  using missing = fixture({});
  await expect(missing.load("x")).rejects.toThrow(
    `acme exports ./jobs, but there is no ${missing.root}/jobs.js; was it built?`,
  );
});
