import type { JobEvents, StageSubject } from "../contract/context.ts";
import type { StageName, StageReport, StageResult } from "../contract/report.ts";
import { type DescribedError, describeError } from "../describe-error.ts";
import { InterruptedError } from "../errors.ts";
import { checkCounts } from "./counts.ts";
import type { RunRecord, Session } from "./session.ts";

/** Seconds since `start` (of performance.now()), to the millisecond: the wall clock may jump. */
export function secondsSince(start: number): number {
  return Math.round(performance.now() - start) / 1000;
}

/** What an error means for a run: once it was cancelled, whatever comes out of the job is its interruption. */
export function describeRunError(error: unknown, signal: AbortSignal): DescribedError {
  const interrupted = signal.aborted && !(error instanceof InterruptedError);
  return describeError(interrupted ? new InterruptedError() : error);
}

function completedPayload({ counts, durationSeconds, telemetry, ...report }: StageReport) {
  return {
    ...telemetry,
    ...counts,
    duration_seconds: durationSeconds,
    ...(report.written === undefined ? {} : { written: report.written.length }),
    ...(report.pastQuarantineLimit === true ? { past_quarantine_limit: true } : {}),
  };
}

/** {@link JobContext.stage}, for one run. */
export function stageRunner(session: Session, run: RunRecord, events: JobEvents) {
  const common = () => ({ timestamp: session.now().toISOString(), job: run.jobId });

  return async (
    name: StageName,
    subject: StageSubject,
    work: () => Promise<StageResult>,
  ): Promise<StageReport> => {
    session.bus.publish({ kind: "stage.started", ...common(), stage: name });
    const start = performance.now();
    let report: StageReport;
    try {
      const result = await work();
      checkCounts(name, result.counts);
      report = { ...result, stage: name, durationSeconds: secondsSince(start) };
    } catch (error) {
      const { type, code, safeMessage, retryable } = describeRunError(error, session.signal);
      await events.log({
        ...subject,
        eventType: `${name}.failed`,
        status: "failed",
        errorMessage: safeMessage,
        payload: { duration_seconds: secondsSince(start), error_type: type, code, retryable },
      });
      throw error;
    }
    run.stages.push(report);
    session.bus.publish({ kind: "stage.ended", ...common(), report });
    await events.log({ ...subject, eventType: `${name}.completed`, payload: completedPayload(report) });
    return report;
  };
}
