import { chmodSync, closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { whenFree } from "./busy.ts";
import { checkFile, createTables } from "./schema.ts";

const groupAndOthers = 0o077;

/** Opens the file for writing: makes it and its tables where they are missing, refuses what is no warehouse. */
export async function openFile(path: string, prefix: string): Promise<DatabaseSync> {
  const db = await whenFree(path, () => {
    makeFile(path);
    return new DatabaseSync(path, { allowExtension: false });
  });
  try {
    await whenFree(path, () => {
      checkFile(db, path);
      configure(db);
      createTables(db, path, prefix);
    });
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

/** A connection that cannot write, with a snapshot of its own. */
export function openReader(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly: true, allowExtension: false });
  db.exec("PRAGMA query_only = ON");
  return db;
}

/** SQLite makes files as the umask says; personal health information is nobody else's, and the WAL inherits the mode. */
function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, "a", 0o600));
  const found = statSync(path);
  const { mode, uid } = found;
  // A device such as /dev/null is everybody's.
  if (found.isFile() && (mode & groupAndOthers) !== 0 && uid === process.getuid?.())
    chmodSync(path, mode & ~groupAndOthers);
}

/**
 * WAL: readers and the writer do not stop one another. `synchronous = NORMAL` keeps the file whole and in order in
 * any crash; a power cut may take the last commits, records and stream state together, and the next run reads them again.
 */
function configure(db: DatabaseSync): void {
  db.exec("PRAGMA page_size = 8192");
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = NORMAL");
  db.exec("PRAGMA cache_size = -65536");
  db.exec("PRAGMA wal_autocheckpoint = 4000");
  db.exec(`PRAGMA journal_size_limit = ${64 * 1024 * 1024}`);
}
