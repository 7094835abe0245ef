import { hostname } from "node:os";
import { join } from "node:path";
import type { ValidationError } from "../contract/problems.ts";
import type { JobReport, RunResult } from "../contract/report.ts";
import { describeError } from "../describe-error.ts";
import { InterruptedError, JobsError, ValidationFailedError } from "../errors.ts";
import { acquireLock, type JobLock } from "../locks/job-lock.ts";
import { withCleanupLimit } from "./cleanup-limit.ts";
import { createContext } from "./create-context.ts";
import { executeRun, type PreparedRun } from "./execute-run.ts";
import type { Plan, PlannedJob } from "./plan.ts";
import type { RunRecord, Session } from "./session.ts";

/** What the runs of a plan share besides the session. */
export interface PlanRun {
  readonly session: Session;
  readonly plan: Plan;
  /** Gives the run ids of the runs that the top one starts; its own is the session's trace id. */
  readonly runId: (jobId: string) => string;
  readonly lockWaitMs?: number;
  readonly cleanupMs?: number;
}

/** One run at a time per job and isolation; undefined where nothing needs one: a dry run writes nothing, not even this. */
async function lockJob(runner: PlanRun, { job, context }: PreparedRun): Promise<JobLock | undefined> {
  const { session } = runner;
  if (job.type.exclusive === false || session.isolation.dryRun) return undefined;
  const since = session.now().toISOString();
  return acquireLock({
    folder: join(session.project.root, ".lorchestra", "locks"),
    name: `${session.isolation.testTable ? "test_" : ""}${job.jobId}`,
    holder: { pid: process.pid, host: hostname(), job: job.jobId, since },
    signal: session.signal,
    ...(runner.lockWaitMs === undefined ? {} : { waitMs: runner.lockWaitMs }),
    onWait: (holder) => {
      const who = holder === undefined ? "another run" : `process ${holder.pid} on ${holder.host}`;
      context.logger.info(`Waiting for ${who} to end its run of this job`);
    },
  });
}

/** Makes the runs of a plan: their contexts, and the way from one run to the runs that it starts. */
class RunMaker {
  readonly #runner: PlanRun;
  /** Runs that were validated and have not started: a job's first run has the context that validated it. */
  readonly #waiting = new Map<string, PreparedRun>();
  /** By run id: ends when the runs that the run has started have ended. */
  readonly #inner = new Map<string, () => Promise<unknown>>();

  constructor(runner: PlanRun) {
    this.#runner = runner;
  }

  #prepare(job: PlannedJob, runId: string): PreparedRun {
    const { session } = this.#runner;
    const record: RunRecord = {
      jobId: job.jobId,
      jobType: job.type.name,
      runId,
      stages: [],
      children: [],
      trailFailures: [],
    };
    const running = new Set<Promise<RunResult>>();
    const context = createContext(session, record, job.config, (jobId) => {
      const child = this.#runChild(job, record, jobId);
      running.add(child);
      return child.finally(() => running.delete(child));
    });
    this.#inner.set(record.runId, () => Promise.allSettled(running));
    return { job, record, context };
  }

  async #runChild(parent: PlannedJob, parentRecord: RunRecord, jobId: string): Promise<RunResult> {
    const job = this.#runner.plan.get(jobId);
    if (job === undefined || !parent.runs.includes(jobId)) {
      throw new JobsError(
        "undeclared_run",
        `${parent.jobId} may not run ${jobId}: its type's runs() does not name it`,
      );
    }
    this.#runner.session.signal.throwIfAborted();
    const waiting = this.#waiting.get(jobId);
    this.#waiting.delete(jobId);
    const run: PreparedRun = {
      ...(waiting ?? this.#prepare(job, this.#runner.runId(jobId))),
      parent: parentRecord.runId,
    };
    const place = parentRecord.children.push(undefined) - 1;
    const { result, lock } = await this.#runLocked(run, async () => undefined);
    lock?.release();
    parentRecord.children[place] = result;
    return result;
  }

  async #execute({ job, context, record }: PreparedRun): Promise<JobReport | undefined> {
    const { signal } = context;
    const { cleanupMs } = this.#runner;
    const inner = this.#inner.get(record.runId);
    const work = async (): Promise<JobReport | undefined> => {
      try {
        return await job.type.execute(context);
      } catch (error) {
        // The run's outcome will be the interruption; what failed beside it would be lost.
        const own = signal.aborted && error !== signal.reason && !(error instanceof InterruptedError);
        if (own) context.logger.warning(`While it was cancelled: ${describeError(error).message}`);
        throw error;
      }
    };
    return withCleanupLimit(work(), {
      signal,
      ...(cleanupMs === undefined ? {} : { cleanupMs }),
      ...(inner === undefined ? {} : { inner }),
    });
  }

  async #runLocked(
    run: PreparedRun,
    beforeExecute: () => Promise<void>,
  ): Promise<{ readonly result: RunResult; readonly lock: JobLock | undefined }> {
    let lock: JobLock | undefined;
    const result = await executeRun(this.#runner.session, run, async () => {
      lock = await lockJob(this.#runner, run);
      await beforeExecute();
      this.#runner.session.signal.throwIfAborted();
      return this.#execute(run);
    });
    return { result, lock };
  }

  async #validate({ job, context }: PreparedRun): Promise<readonly ValidationError[]> {
    try {
      return (await job.type.validate?.(context)) ?? [];
    } catch (error) {
      // The list of errors goes into event_log; what an unknown error says does not.
      const { message, safeMessage } = describeError(error);
      if (message !== safeMessage) context.logger.error(`validate failed: ${message}`);
      return [{ job: job.jobId, host: "source", message: safeMessage }];
    }
  }

  /** `validate` of every job of the plan, the top one's run included; all that is wrong is thrown together. */
  async #validateAll(top: PreparedRun): Promise<void> {
    for (const job of this.#runner.plan.values()) {
      if (job !== top.job) this.#waiting.set(job.jobId, this.#prepare(job, this.#runner.runId(job.jobId)));
    }
    const all = Promise.all([top, ...this.#waiting.values()].map((run) => this.#validate(run)));
    const errors = (await withCleanupLimit(all, { signal: this.#runner.session.signal })).flat();
    if (errors.length > 0) throw new ValidationFailedError(errors);
  }

  async run(job: PlannedJob): Promise<{ readonly result: RunResult; readonly lock: JobLock | undefined }> {
    const top = this.#prepare(job, this.#runner.session.traceId);
    return this.#runLocked(top, () => this.#validateAll(top));
  }
}

/**
 * Runs the top job of a plan: lock, `validate` of every job, execute. The lock comes back held: it is released when
 * everything else of the invocation is closed. Never rejects for what a job did.
 */
export function runPlan(
  runner: PlanRun,
  job: PlannedJob,
): Promise<{ readonly result: RunResult; readonly lock: JobLock | undefined }> {
  return new RunMaker(runner).run(job);
}
