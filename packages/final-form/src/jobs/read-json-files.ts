import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { BindingError } from "../errors.ts";

/** One JSON file of a project's folder. */
export interface JsonFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the folder. */
  readonly name: string;
  /** Parsed, not checked; undefined when it is no JSON. */
  readonly document: unknown;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    // Whether that matters, the caller knows: it may be another job's file.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** All `.json` files of a folder and of the folders below it, by name. */
export async function readJsonFiles(folder: string): Promise<JsonFile[]> {
  try {
    const names = await readdir(folder, { recursive: true });
    const files: JsonFile[] = [];
    for (const name of names.filter((each) => each.endsWith(".json")).sort()) {
      const path = join(folder, name);
      files.push({ path, name, document: await readJson(path) });
    }
    return files;
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new BindingError(`The folder ${folder} cannot be read${reason}.`);
  }
}
