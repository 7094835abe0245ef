import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { LocalDatabase } from "../contract/context.ts";
import { PathRefusedError } from "../errors.ts";
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

/** For a dry run: a throw-away copy (or an empty database) that is gone after `close`. */
export async function openDatabaseDry(path: string, readOnly: boolean): Promise<LocalDatabase> {
  if (readOnly) return openDatabase(path, true);
  const { DatabaseSync, backup } = await import("node:sqlite");
  const folder = mkdtempSync(join(tmpdir(), "lorchestra-dry-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, "copy.db");
    if (existsSync(path)) {
      const original = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
      try {
        await backup(original, copy);
      } finally {
        original.close();
      }
    }
    const db = new DatabaseSync(copy);
    return {
      db,
      path,
      close() {
        db.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
