import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { discoverJobs } from "../discovery/discover-jobs.ts";
import { loadProject } from "../project/load-project.ts";

/** Files by relative path: text as it is, anything else as JSON. */
export type TempFiles = { readonly [path: string]: string | object };

/** Writes files below a folder. */
export function writeFiles(root: string, files: TempFiles): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  }
}

/** A temporary folder with files; disposed of by `using`. */
export function tempFolder(files: TempFiles = {}): Disposable & { readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), "lorchestra-jobs-"));
  writeFiles(root, files);
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

/** package.json of a package that registers jobs from its `index.js`. */
export function jobPackage(
  name: string,
  jobs: { readonly [namespace: string]: { readonly [job: string]: string } },
  more: object = {},
): object {
  return { name, type: "module", exports: { ".": "./index.js" }, lorchestra: { jobs }, ...more };
}

/** A temporary project with the jobs of one package, `acme`, whose module is `source`. */
export async function tempProject(source: string, files: TempFiles = {}, jobs: readonly string[] = ["work"]) {
  const registered = Object.fromEntries(jobs.map((job) => [job, `.#${job}`]));
  const folder = tempFolder({
    "lorchestra.yaml": "",
    "node_modules/acme/package.json": jobPackage("acme", { acme: registered }),
    "node_modules/acme/index.js": source,
    ...files,
  });
  const project = await loadProject(folder.root, { environment: {} });
  const from = join(import.meta.dirname, "../..");
  return { ...folder, project, discovery: await discoverJobs({ projectRoot: folder.root, from }) };
}
