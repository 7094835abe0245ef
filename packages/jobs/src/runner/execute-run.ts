import type { JsonObject } from "@lorchestra/warehouse";
import type { JobContext } from "../contract/context.ts";
import type { JobReport, RunResult } from "../contract/report.ts";
import { type DescribedError, describeError } from "../describe-error.ts";
import { TrailError } from "../errors.ts";
import { sumCounts } from "./counts.ts";
import type { PlannedJob } from "./plan.ts";
import { parametersForEvent } from "./run-parameters.ts";
import type { RunRecord, Session } from "./session.ts";
import { describeRunError, secondsSince } from "./stage.ts";

/** A run that can start. */
export interface PreparedRun {
  readonly job: PlannedJob;
  readonly record: RunRecord;
  readonly context: JobContext;
  /** Run id of the run that started this one. */
  readonly parent?: string;
}

function envelope({ job, record, context }: PreparedRun): JsonObject {
  const { namespace } = job.registration;
  return { job_id: record.jobId, job_type: record.jobType, namespace, dry_run: context.dryRun };
}

/** What could not be written so far: log lines and whatever else listens, then events. */
async function trailFailures(session: Session, record: RunRecord): Promise<unknown[]> {
  try {
    await session.bus.flush();
    return record.trailFailures;
  } catch (error) {
    return [error, ...record.trailFailures];
  }
}

function requireTrail([first]: readonly unknown[]): void {
  if (first === undefined) return;
  throw new TrailError(
    `The trail of the run is incomplete (${describeError(first).message}). ` +
      "What the job committed stays; run it again to have it on record.",
    { cause: first },
  );
}

/** Runs the work and writes down how it went; the error is the job's own, or else the trail's. */
async function withTrail(
  session: Session,
  run: PreparedRun,
  work: () => Promise<JobReport | undefined>,
): Promise<{ readonly report?: JobReport | undefined; readonly error?: DescribedError }> {
  const { context, record } = run;
  const start = performance.now();
  const jobEvent = { objectType: "job_run" };
  const ended = () => ({ ...envelope(run), duration_seconds: secondsSince(start) });
  await context.events.log({
    ...jobEvent,
    eventType: "job.started",
    payload: { ...envelope(run), parameters: parametersForEvent(context.parameters) },
  });
  try {
    const report = await work();
    requireTrail(await trailFailures(session, record));
    const counts = sumCounts(record.stages.map((stage) => stage.counts));
    await context.events.log({ ...jobEvent, eventType: "job.completed", payload: { ...ended(), counts } });
    requireTrail(record.trailFailures);
    return { report };
  } catch (thrown) {
    const error = describeRunError(thrown, session.signal);
    const interrupted = error.code === "interrupted";
    context.logger.log(interrupted ? "WARNING" : "CRITICAL", error.message, { code: error.code });
    await context.events.log({
      ...jobEvent,
      eventType: "job.failed",
      status: "failed",
      errorMessage: error.safeMessage,
      payload: { ...ended(), error_type: error.type, code: error.code, retryable: error.retryable },
    });
    return { error };
  }
}

/** Runs one job from job.started to job.completed or job.failed. Never rejects: what went wrong is in the result. */
export async function executeRun(
  session: Session,
  run: PreparedRun,
  work: () => Promise<JobReport | undefined>,
): Promise<RunResult> {
  const { record, parent } = run;
  const startedAt = session.now().toISOString();
  const common = { timestamp: startedAt, job: record.jobId, runId: record.runId };
  session.bus.publish({ kind: "run.started", ...common, ...(parent === undefined ? {} : { parent }) });
  const { report, error } = await withTrail(session, run, work);
  const endedAt = session.now().toISOString();
  const status = error === undefined ? "success" : error.code === "interrupted" ? "interrupted" : "failed";
  const result: RunResult = {
    jobId: record.jobId,
    jobType: record.jobType,
    runId: record.runId,
    status,
    startedAt,
    endedAt,
    stages: [...record.stages],
    children: record.children.filter((child) => child !== undefined),
    dryRun: session.isolation.dryRun,
    ...(report?.summary === undefined ? {} : { summary: report.summary }),
    ...(error === undefined
      ? {}
      : {
          error: { type: error.type, code: error.code, message: error.message, retryable: error.retryable },
        }),
  };
  session.bus.publish({ kind: "run.ended", timestamp: endedAt, job: record.jobId, result });
  return result;
}
