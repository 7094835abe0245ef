import type { Stats } from "node:fs";
import { glob, lstat, readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, extname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { FilesPathError } from "../errors.ts";

/** A file to read, or a place in a folder that could not be looked at. */
export type Found =
  | { readonly kind: "file"; readonly path: string; readonly name: string; readonly stats: Stats }
  | { readonly kind: "unreadable"; readonly name: string; readonly code: string };

/** Where the files of a stream are. */
export interface FileSet {
  /** True when the configuration names one file: what is wrong with it is then an error, not a problem among others. */
  readonly single: boolean;
  readonly files: AsyncIterable<Found>;
}

const magic = /[*?[\]{}]/;

/**
 * The files that a configured path means: a file as it is, a folder's files with one of the extensions (recursive),
 * or what a glob matches; sorted, hidden ones left out. `name` is relative to `root` with `/`.
 *
 * @throws FilesPathError when the path is not there or may not be read
 */
export async function findFiles(
  configured: string,
  root: string,
  extensions: readonly string[],
): Promise<FileSet> {
  const path = resolve(root, configured.replace(/^~(?=$|[/\\])/, homedir()));
  const nameOf = (file: string): string => {
    const short = relative(root, file);
    return (short.startsWith("..") || isAbsolute(short) ? file : short).split(sep).join("/");
  };
  const stats = await statOf(path, configured);
  if (stats === undefined) return { single: false, files: globbed(path, nameOf) };
  if (stats.isDirectory()) {
    await listFolder(path, configured);
    return { single: false, files: walk(path, extensions, nameOf) };
  }
  return { single: true, files: one({ kind: "file", path, name: nameOf(path), stats }) };
}

async function* one(found: Found): AsyncGenerator<Found> {
  yield found;
}

/** Undefined when there is no such file but the path is a glob. */
async function statOf(path: string, configured: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (cause) {
    if (errorCode(cause) === "ENOENT" && magic.test(configured)) return undefined;
    throw pathError(configured, cause);
  }
}

async function listFolder(path: string, configured: string): Promise<void> {
  try {
    await readdir(path);
  } catch (cause) {
    throw pathError(configured, cause);
  }
}

/** The error for a configured path, by the system's code. */
export function pathError(configured: string, cause: unknown): FilesPathError {
  const code = errorCode(cause);
  if (code === "ENOENT" || code === "ENOTDIR") {
    const message = `path: ${configured} does not exist. Check the path; it is relative to the project.`;
    return new FilesPathError("files_not_found", message, { cause });
  }
  if (code === "EACCES" || code === "EPERM") {
    const message = `path: ${configured} may not be read. Give this user the right to read it.`;
    return new FilesPathError("files_not_permitted", message, { cause });
  }
  return new FilesPathError("files_not_readable", `path: ${configured} cannot be read (${code}).`, { cause });
}

/** The code of a system error, `EUNKNOWN` when it has none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : "EUNKNOWN";
}

async function* walk(
  folder: string,
  extensions: readonly string[],
  nameOf: (path: string) => string,
): AsyncGenerator<Found> {
  let entries: string[];
  try {
    entries = (await readdir(folder)).filter((entry) => !entry.startsWith(".")).sort();
  } catch (error) {
    yield { kind: "unreadable", name: nameOf(folder), code: errorCode(error) };
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry);
    const found = await look(path, nameOf(path));
    if (found === undefined) continue;
    if (found === "folder") yield* walk(path, extensions, nameOf);
    else if (extensions.includes(extname(entry).toLowerCase())) yield found;
  }
}

/** Links to files are followed, links to folders are not: they may lead in a circle. */
async function look(path: string, name: string): Promise<Found | "folder" | undefined> {
  try {
    const stats = await stat(path);
    if (stats.isFile()) return { kind: "file", path, name, stats };
    return stats.isDirectory() && !(await isLink(path)) ? "folder" : undefined;
  } catch (error) {
    return { kind: "unreadable", name, code: errorCode(error) };
  }
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path)).isSymbolicLink();
}

async function* globbed(pattern: string, nameOf: (path: string) => string): AsyncGenerator<Found> {
  const paths: string[] = [];
  for await (const path of glob(pattern.split(sep).join("/"))) {
    if (!basename(path).startsWith(".")) paths.push(path);
  }
  for (const path of paths.sort()) {
    const found = await look(path, nameOf(path));
    if (found !== undefined && found !== "folder") yield found;
  }
}
