import { randomBytes } from "node:crypto";

/** A new session id: 8 hex characters. */
export function newSessionId(): string {
  return randomBytes(4).toString("hex");
}

/** `<job_id>-YYYYMMDDHHMMSS-<sessionId>`, UTC. */
export function formatRunId(jobId: string, startedAt: Date, sessionId: string): string {
  const time = startedAt.toISOString().replaceAll(/\D/g, "").slice(0, 14);
  return `${jobId}-${time}-${sessionId}`;
}

/** Gives run ids of one session; a job that runs twice within a second gets the next free second. */
export function runIds(sessionId: string, now: () => Date): (jobId: string) => string {
  const given = new Set<string>();
  return (jobId) => {
    for (let time = now().getTime(); ; time += 1000) {
      const id = formatRunId(jobId, new Date(time), sessionId);
      if (given.has(id)) continue;
      given.add(id);
      return id;
    }
  };
}
