import { chmodSync, existsSync } from "node:fs";
import { dirname } from "node:path";
import type { LocalDatabase } from "../contract/context.ts";
import { PathRefusedError } from "../errors.ts";
import type { DryCopies } from "./dry-copies.ts";
import { makePrivateFolder } from "./private-folder.ts";

const BUSY_TIMEOUT_MS = 10_000;

function requireFile(path: string): void {
  if (existsSync(path)) return;
  throw new PathRefusedError(`there is no SQLite file ${path}; run the job that makes it first`);
}

/** Opens a SQLite file (0600, in a folder made with 0700); read-only it must exist. */
export async function openDatabase(path: string, readOnly: boolean): Promise<LocalDatabase> {
  const { DatabaseSync } = await import("node:sqlite");
  if (readOnly) requireFile(path);
  else makePrivateFolder(dirname(path));
  const db = new DatabaseSync(path, { readOnly, timeout: BUSY_TIMEOUT_MS });
  // By path and after opening: closing a descriptor of one's own on the file would drop SQLite's locks on it.
  if (!readOnly) chmodSync(path, 0o600);
  return { db, path, close: () => db.close() };
}

/** For a dry run: the throw-away copy of the file. What nothing would have written is read as it is. */
export async function openDatabaseDry(
  path: string,
  readOnly: boolean,
  copies: DryCopies,
): Promise<LocalDatabase> {
  const found = copies.find(path);
  if (readOnly && found === undefined) return openDatabase(path, true);
  const copy = found ?? (await copies.make(path));
  const { DatabaseSync } = await import("node:sqlite");
  const db = new DatabaseSync(copy, { readOnly });
  return { db, path, close: () => db.close() };
}
