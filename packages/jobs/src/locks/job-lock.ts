import { chmodSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { LockHeldError } from "../errors.ts";
import { makePrivateFolder } from "../files/private-folder.ts";
import { replaceFile } from "../files/replace-file.ts";

/** How long a run waits for another one of the same job. */
export const LOCK_WAIT_MS = 60_000;

/** Who holds a lock, for the one who waits. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly job: string;
  /** ISO 8601 UTC. */
  readonly since: string;
}

/** What to lock, and for whom. */
export interface LockRequest {
  /** Folder of the lock files. */
  readonly folder: string;
  /** One run at a time per name. */
  readonly name: string;
  readonly holder: LockHolder;
  readonly signal: AbortSignal;
  readonly waitMs?: number;
  /** Called once when the lock is not free at once; undefined when the holder is not known yet. */
  readonly onWait?: (holder: LockHolder | undefined) => void;
}

/** A lock that is held until it is released, or until the process dies. */
export interface JobLock {
  release(): void;
}

function parseHolder(text: string): LockHolder | undefined {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) return undefined;
  const [pid, host, job, since] = ["pid", "host", "job", "since"].map((key): unknown =>
    Reflect.get(value, key),
  );
  if (typeof pid !== "number" || typeof host !== "string") return undefined;
  if (typeof job !== "string" || typeof since !== "string") return undefined;
  return { pid, host, job, since };
}

function readHolder(file: string): LockHolder | undefined {
  try {
    return parseHolder(readFileSync(file, "utf8"));
  } catch {
    // Between taking the lock and saying so, or just after releasing it: nobody to name.
    return undefined;
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && "errcode" in error && (error.errcode === 5 || error.errcode === 261);

/** Tries once; undefined when another connection, of this or another process, holds it. */
function tryLock(Database: typeof DatabaseSync, file: string): DatabaseSync | undefined {
  const db = new Database(file, { timeout: 0 });
  try {
    // Nothing is ever written, so there is nothing to keep in a journal file.
    db.exec("PRAGMA journal_mode = MEMORY");
    db.exec("BEGIN EXCLUSIVE");
    // By path: closing a descriptor of one's own on the file would drop the lock.
    chmodSync(file, 0o600);
    return db;
  } catch (error) {
    db.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

function describeHolder(holder: LockHolder | undefined): string {
  if (holder === undefined) return "another run";
  return `process ${holder.pid} on ${holder.host} (job ${holder.job}, since ${holder.since})`;
}

/**
 * Takes a lock that the kernel holds for this process: an exclusive transaction on a tiny SQLite file. It is gone
 * with the process, however that ends, so there are no stale locks to judge. Waits politely, then throws a
 * {@link LockHeldError} that says who holds it.
 */
export async function acquireLock(request: LockRequest): Promise<JobLock> {
  const { DatabaseSync: Database } = await import("node:sqlite");
  makePrivateFolder(request.folder);
  const file = join(request.folder, `${request.name}.lock`);
  const holderFile = join(request.folder, `${request.name}.json`);
  const waitMs = request.waitMs ?? LOCK_WAIT_MS;
  const deadline = performance.now() + waitMs;
  for (let tries = 0; ; tries += 1) {
    request.signal.throwIfAborted();
    const db = tryLock(Database, file);
    if (db !== undefined) {
      try {
        await replaceFile(holderFile, JSON.stringify(request.holder));
      } catch (error) {
        db.close();
        throw error;
      }
      return {
        release() {
          rmSync(holderFile, { force: true });
          db.close();
        },
      };
    }
    if (tries === 0) request.onWait?.(readHolder(holderFile));
    if (performance.now() >= deadline) {
      throw new LockHeldError(
        `${request.name} is locked by ${describeHolder(readHolder(holderFile))}; ` +
          `waited ${Math.round(waitMs / 1000)} s; run it again when that has ended`,
      );
    }
    await delay(50 + Math.random() * 200, undefined, { signal: request.signal });
  }
}
