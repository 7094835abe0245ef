import { setTimeout as delay } from "node:timers/promises";
import { logEvent, markDeleted, upsertObjects } from "@lorchestra/event-client";
import type { JobEvent, JobEvents, JobLogger } from "../contract/context.ts";
import { describeError } from "../describe-error.ts";
import type { RunRecord, Session } from "./session.ts";

/** Pauses before the second and third try to write an event. */
const RETRY_AFTER_MS = [100, 500];

async function writeWithRetry(write: () => Promise<void>): Promise<void> {
  for (const pause of RETRY_AFTER_MS) {
    try {
      return await write();
    } catch (error) {
      const { retryable, code } = describeError(error);
      if (!retryable && code !== "unknown") throw error;
      await delay(pause);
    }
  }
  return write();
}

/**
 * The event client of a run. An event that cannot be written is tried again, then reported and kept in
 * `run.trailFailures`: the run fails for it at the end, but it never hides the job's own error.
 */
export function runEvents(session: Session, run: RunRecord, logger: JobLogger): JobEvents {
  const envelope = {
    client: session.warehouse,
    correlationId: run.runId,
    traceId: session.traceId,
    now: session.now,
  };
  return {
    async log({ sourceSystem = "lorchestra", ...event }: JobEvent) {
      try {
        await writeWithRetry(() => logEvent({ ...event, ...envelope, sourceSystem }));
      } catch (error) {
        run.trailFailures.push(error);
        const { message } = describeError(error);
        logger.error(`The event ${event.eventType} could not be written: ${message}`);
      }
    },
    upsertObjects: (request) => upsertObjects({ ...request, ...envelope }),
    markDeleted: (request) => markDeleted({ ...request, ...envelope }),
  };
}
