import type { Dirent } from "node:fs";
import { lstat, readdir, readFile, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { JobFolder } from "../contract/context.ts";
import { contain } from "./contain.ts";
import { makePrivateFolder } from "./private-folder.ts";
import { isTempName, replaceFile } from "./replace-file.ts";

/** No write of one file takes this long: an older temp file is what a dead process left. */
const TEMP_IS_STALE_AFTER_MS = 10 * 60_000;

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.some((code) => error.code === code);
}

async function filesBelow(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory());
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

/** Removes temp files of processes that died in mid-write; they hold what the files held. */
async function removeStaleTempFiles(folder: string): Promise<void> {
  for (const entry of await filesBelow(folder)) {
    if (!isTempName(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    try {
      if (Date.now() - (await stat(path)).mtimeMs > TEMP_IS_STALE_AFTER_MS) await rm(path, { force: true });
    } catch (error) {
      // Its writer was alive after all and renamed it.
      if (!hasCode(error, "ENOENT")) throw error;
    }
  }
}

async function read(folder: string, path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(await contain(folder, path));
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return null;
    throw error;
  }
}

async function list(folder: string): Promise<string[]> {
  const entries = await filesBelow(folder);
  return entries
    .filter((entry) => !isTempName(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

async function exists(absolute: string): Promise<boolean> {
  try {
    await lstat(absolute);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return false;
    throw error;
  }
}

async function removeEmptyFolders(from: string, folder: string): Promise<void> {
  for (let each = from; each !== folder; each = dirname(each)) {
    try {
      await rmdir(each);
    } catch (error) {
      if (hasCode(error, "ENOTEMPTY", "EEXIST", "ENOENT")) return;
      throw error;
    }
  }
}

/** A sink folder; it is made when its first file is written. */
export async function openFolder(folder: string): Promise<JobFolder> {
  await removeStaleTempFiles(folder);
  return {
    path: folder,
    read: (path) => read(folder, path),
    async write(path, data) {
      const absolute = await contain(folder, path);
      makePrivateFolder(dirname(absolute));
      await replaceFile(absolute, data);
      return absolute;
    },
    async remove(path) {
      const absolute = await contain(folder, path);
      if (!(await exists(absolute))) return false;
      await rm(absolute);
      await removeEmptyFolders(dirname(absolute), folder);
      return true;
    },
    list: () => list(folder),
  };
}

/** The same folder for a dry run: it reads, it refuses what the real one refuses, it writes nothing. */
export function openFolderDry(folder: string): JobFolder {
  return {
    path: folder,
    read: (path) => read(folder, path),
    write: (path) => contain(folder, path),
    remove: async (path) => exists(await contain(folder, path)),
    list: () => list(folder),
  };
}
