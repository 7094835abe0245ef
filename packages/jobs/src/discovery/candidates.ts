import { existsSync, globSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseYaml } from "../project/parse-yaml.ts";
import { entriesOf, type Manifest, readManifest } from "./read-manifest.ts";

/** Where packages are looked for. */
export interface DiscoveryRoots {
  /** The project's folder. */
  readonly projectRoot: string;
  /** Folder of the package whose dependencies count too: the app. */
  readonly from?: string;
}

/** Every folder from `start` up to the root. */
export function foldersUpward(start: string): string[] {
  const folders = [resolve(start)];
  for (let each = dirname(resolve(start)); each !== folders.at(-1); each = dirname(each)) folders.push(each);
  return folders;
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith("."))
      .sort();
  } catch {
    // No node_modules at this level.
    return [];
  }
}

function installed(nodeModules: string): string[] {
  return names(nodeModules).flatMap((name) => {
    const path = join(nodeModules, name);
    return name.startsWith("@") ? names(path).map((scoped) => join(path, scoped)) : [path];
  });
}

/** The folder of a package as a module in `from` would find it. */
export function findInstalled(name: string, from: string): string | undefined {
  return foldersUpward(from)
    .map((folder) => join(folder, "node_modules", name))
    .find((folder) => existsSync(join(folder, "package.json")));
}

function dependencies({ folder, content }: Manifest): string[] {
  const listed = [content.dependencies, content.optionalDependencies]
    .flatMap(entriesOf)
    .map(([name]) => name);
  return listed.flatMap((name) => findInstalled(name, folder) ?? []);
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];

async function workspacePatterns(folder: string): Promise<string[] | undefined> {
  const pnpm = join(folder, "pnpm-workspace.yaml");
  if (existsSync(pnpm)) {
    const parsed = entriesOf(await parseYaml(readFileSync(pnpm, "utf8"), pnpm));
    return strings(parsed.find(([key]) => key === "packages")?.[1]);
  }
  const workspaces = readManifest(folder, '"workspaces"')?.content.workspaces;
  if (workspaces === undefined) return undefined;
  const nested = entriesOf(workspaces).find(([key]) => key === "packages")?.[1];
  return strings(Array.isArray(workspaces) ? workspaces : nested);
}

/** Packages of the workspace that the project lies in: the nearest one upward. */
async function workspacePackages(projectRoot: string): Promise<string[]> {
  for (const folder of foldersUpward(projectRoot)) {
    const patterns = await workspacePatterns(folder);
    if (patterns === undefined) continue;
    const excluded = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
    const included = patterns.filter((pattern) => !pattern.startsWith("!"));
    const found = globSync(
      included.map((pattern) => `${pattern.replace(/\/$/, "")}/package.json`),
      {
        cwd: folder,
        exclude: ["**/node_modules/**", ...excluded.map((pattern) => `${pattern}/package.json`)],
      },
    );
    return found.sort().map((file) => dirname(join(folder, file)));
  }
  return [];
}

/**
 * Packages that could register jobs and mention `mention` in their package.json, nearest to the project first. A
 * real folder counts once; of two copies of one package the nearer one counts, as it would for an import.
 */
export async function candidatePackages(roots: DiscoveryRoots, mention: string): Promise<Manifest[]> {
  const app = roots.from === undefined ? undefined : readManifest(realpathSync(roots.from));
  const folders = [
    ...foldersUpward(roots.projectRoot).slice(0, 1),
    ...foldersUpward(roots.projectRoot).flatMap((folder) => installed(join(folder, "node_modules"))),
    ...(await workspacePackages(roots.projectRoot)),
    ...(app === undefined ? [] : [app.folder, ...dependencies(app)]),
  ];
  const byName = new Map<string, Manifest>();
  for (const folder of new Set(folders)) {
    const manifest = readManifest(folder, mention);
    if (manifest === undefined || byName.has(manifest.name)) continue;
    byName.set(manifest.name, { ...manifest, folder: realpathSync(folder) });
  }
  return [...byName.values()];
}
