import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A package's folder and its package.json, parsed and otherwise unchecked. */
export interface Manifest {
  readonly folder: string;
  readonly name: string;
  readonly content: { readonly [key: string]: unknown };
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object's own entries; none for anything else. */
export function entriesOf(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // Not a package (a file among the folders, a dangling link, no rights): nothing that could register jobs.
    return undefined;
  }
}

/**
 * The package.json of a folder; undefined when there is none, when it is not JSON, or when it does not hold
 * `mention` at all: parsing the thousand packages of a node_modules for the few that register jobs costs too much.
 */
export function readManifest(folder: string, mention = ""): Manifest | undefined {
  const text = readIfThere(join(folder, "package.json"));
  if (text === undefined || !text.includes(mention)) return undefined;
  try {
    const content: unknown = JSON.parse(text);
    if (!isObject(content)) return undefined;
    return { folder, name: typeof content.name === "string" ? content.name : folder, content };
  } catch {
    // A package.json that Node itself could not read belongs to no package that can be imported.
    return undefined;
  }
}
