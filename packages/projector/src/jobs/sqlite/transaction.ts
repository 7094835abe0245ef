import { setTimeout as sleep } from "node:timers/promises";
import type { LocalDatabase } from "@lorchestra/jobs";
import { DatabaseBusyError } from "../../errors.ts";

const PATIENCE_SECONDS = 60;
const PAUSE_MS = 100;

/** Primary result codes of SQLite for "someone else holds it". */
const BUSY_CODES = [5, 6];

/**
 * Runs `work` again while another process holds the database. It waits outside of SQLite, whose own waiting would stop
 * the event loop.
 *
 * @throws {DatabaseBusyError} after a minute.
 */
export async function whenFree<T>(database: LocalDatabase, signal: AbortSignal, work: () => T): Promise<T> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    signal.throwIfAborted();
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (waited >= PATIENCE_SECONDS * 1000) throw new DatabaseBusyError(database.path, PATIENCE_SECONDS);
    }
    await sleep(PAUSE_MS, undefined, { signal });
  }
}

/** Runs `work` in one write transaction: all of it is seen at once, or none. Waits for other writers. */
export function transaction<T>(database: LocalDatabase, signal: AbortSignal, work: () => T): Promise<T> {
  const { db } = database;
  return whenFree(database, signal, () => {
    db.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      db.exec("COMMIT");
      return result;
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  });
}

/** The primary result code of an error of node:sqlite. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number")
    return undefined;
  return error.errcode & 0xff;
}

function isBusy(error: unknown): boolean {
  return BUSY_CODES.includes(sqliteCode(error) ?? 0);
}
