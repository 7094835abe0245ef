import type { DatabaseSync } from "node:sqlite";

/** Runs work in one write transaction: all of it or nothing. The write lock is taken at once, so it never fails half way. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // After some failures (a full disk) SQLite has rolled back by itself.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
