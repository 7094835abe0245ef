import { createHash, randomBytes } from "node:crypto";
import type { LocalDatabase } from "@lorchestra/jobs";
import { quoteName } from "./quote-name.ts";

const PREFIX = "lorchestra_staging_";

/** Staging tables that this process is filling. */
const live = new Set<string>();

/** A new name for the staging table of a job; {@link releaseStaging} when it is gone. */
export function stagingName(jobId: string): string {
  const name = `${PREFIX}${jobHash(jobId)}_${process.pid}_${randomBytes(4).toString("hex")}`;
  live.add(name);
  return name;
}

/** Says that a staging table has become the real one, or was dropped. */
export function releaseStaging(name: string): void {
  live.delete(name);
}

/** Drops the staging tables of runs of this job that were killed. Those of processes that are alive stay. */
export function dropLeftovers({ db }: LocalDatabase, jobId: string): void {
  const pattern = new RegExp(`^${PREFIX}${jobHash(jobId)}_(\\d+)_[0-9a-f]{8}$`);
  for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()) {
    const pid = typeof name === "string" ? pattern.exec(name)?.[1] : undefined;
    if (typeof name !== "string" || pid === undefined || live.has(name)) continue;
    // In a container every run may have the same pid: an own one that is not live belongs to an earlier run.
    if (Number(pid) === process.pid || !isAlive(Number(pid))) db.exec(`DROP TABLE ${quoteName(name)}`);
  }
}

function jobHash(jobId: string): string {
  return createHash("sha256").update(jobId).digest("hex").slice(0, 8);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
