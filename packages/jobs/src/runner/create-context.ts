import { createOutcomes, createStreamStates, mark } from "@lorchestra/warehouse";
import { checkProgress } from "../bus/progress.ts";
import type { JobContext } from "../contract/context.ts";
import type { RunResult } from "../contract/report.ts";
import { jobFiles } from "../files/job-files.ts";
import { parseInstant } from "../time/parse-instant.ts";
import { runLogger } from "./logger.ts";
import { runEvents } from "./run-events.ts";
import type { RunRecord, Session } from "./session.ts";
import { stageRunner } from "./stage.ts";

/**
 * The context of one run. Isolation is in what it hands over - the warehouse and the files - and nowhere else: a job
 * that writes through them needs no check of its own.
 */
export function createContext<C>(
  session: Session,
  run: RunRecord,
  config: C,
  runJob: (jobId: string) => Promise<RunResult>,
): JobContext<C> {
  const { warehouse, now } = session;
  const logger = runLogger(session, run);
  const events = runEvents(session, run, logger);
  const provenance = { correlationId: run.runId, now };
  return Object.freeze({
    jobId: run.jobId,
    config,
    parameters: session.parameters,
    runId: run.runId,
    sessionId: session.sessionId,
    warehouse,
    outcomes: createOutcomes(warehouse, provenance),
    states: createStreamStates(warehouse, provenance),
    events,
    files: jobFiles({
      root: session.project.root,
      environment: session.environment,
      isolation: session.isolation,
      dryCopies: session.dryCopies,
    }),
    project: session.project,
    logger,
    eventBus: session.bus,
    sourceHostname: session.hostname,
    signal: session.signal,
    dryRun: session.isolation.dryRun,
    now,
    instant: (text) => parseInstant(text, now()),
    mark,
    progress(update) {
      session.bus.publish({
        kind: "progress",
        timestamp: now().toISOString(),
        job: run.jobId,
        update: checkProgress(update),
      });
    },
    stage: stageRunner(session, run, events),
    runJob,
  });
}
