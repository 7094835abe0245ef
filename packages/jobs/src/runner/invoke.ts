import { hostname } from "node:os";
import { join } from "node:path";
import { createEventBus } from "../bus/create-event-bus.ts";
import { type LogFile, openLogFile } from "../bus/log-file.ts";
import type { RunParameters } from "../contract/context.ts";
import type { RunResult } from "../contract/report.ts";
import { describeError } from "../describe-error.ts";
import type { Discovery } from "../discovery/discover-jobs.ts";
import { TrailError } from "../errors.ts";
import type { EventBus } from "../event-bus.ts";
import type { Isolation } from "../files/isolation.ts";
import type { JobLock } from "../locks/job-lock.ts";
import type { Project } from "../project/project.ts";
import { type Connection, connectWarehouse } from "./connect.ts";
import { jobProject } from "./job-project.ts";
import type { Plan, PlannedJob } from "./plan.ts";
import { newSessionId, runIds } from "./run-id.ts";
import { runParameters } from "./run-parameters.ts";
import { runPlan } from "./run-plan.ts";
import type { Session } from "./session.ts";

/** How to run something of a project. */
export interface RunOptions {
  readonly project: Project;
  readonly discovery: Discovery;
  readonly parameters?: Partial<RunParameters>;
  /** Reads at most 20 records a stream unless `parameters.limit` says otherwise; writes nothing anywhere. */
  readonly dryRun?: boolean;
  /** Every sink is its `test_` twin. */
  readonly testTable?: boolean;
  /** Aborting it cancels the run: 5 seconds to clean up, then `interrupted`. */
  readonly signal?: AbortSignal;
  /** Gets every event of the run; stays open. */
  readonly bus?: EventBus;
  readonly now?: () => Date;
  /** How long to wait for another run of the job; a minute unless a test says otherwise. */
  readonly lockWaitMs?: number;
  /** How long a cancelled job may clean up; 5 seconds unless a test says otherwise. */
  readonly cleanupMs?: number;
}

/** What an invocation opened, to be closed in the end whatever happened. */
interface Opened {
  logFile?: LogFile;
  connection?: Connection;
  lock?: JobLock | undefined;
}

/** A fresh bus for one invocation, which the runner may close, that hands everything on to the caller's. */
function invocationBus(outer: EventBus | undefined): EventBus {
  const bus = createEventBus();
  if (outer !== undefined) bus.subscribe("caller", (event) => outer.publish(event));
  return bus;
}

/** Every step runs, also after one that failed; the lock goes last. The failures come back. */
async function closeAll(opened: Opened, bus: EventBus): Promise<unknown[]> {
  const failures: unknown[] = [];
  const steps = [
    () => opened.connection?.close(),
    () => bus.close(),
    () => opened.logFile?.close(),
    () => opened.lock?.release(),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  return failures;
}

function withError(result: RunResult, thrown: unknown): RunResult {
  const { type, code, message, retryable } = describeError(thrown);
  return { ...result, status: "failed", error: { type, code, message, retryable } };
}

/** Opens what the runs of a plan need, runs its top job, closes everything. Rejects only for a wrong request. */
export async function invoke(options: RunOptions, plan: Plan, job: PlannedJob): Promise<RunResult> {
  const { project, discovery, now = () => new Date(), signal = new AbortController().signal } = options;
  const isolation: Isolation = { dryRun: options.dryRun ?? false, testTable: options.testTable ?? false };
  const parameters = runParameters(options.parameters ?? {}, isolation.dryRun);
  const sessionId = newSessionId();
  const runId = runIds(sessionId, now);
  const traceId = runId(job.jobId);
  const host = hostname();
  const bus = invocationBus(options.bus);
  const startedAt = now().toISOString();
  const opened: Opened = {};
  const log = (message: string): void =>
    bus.publish({
      kind: "log",
      timestamp: now().toISOString(),
      level: "CRITICAL",
      job: job.jobId,
      host: "source",
      hostname: host,
      message,
      context: {},
    });

  let result: RunResult;
  try {
    if (!isolation.dryRun) {
      const path = join(project.root, ".lorchestra", "logs", `${traceId}.jsonl`);
      opened.logFile = await openLogFile(path, { hostname: host });
      bus.subscribe("log file", opened.logFile.subscriber);
    }
    opened.connection = await connectWarehouse(project, isolation);
    const session: Session = {
      sessionId,
      traceId,
      warehouse: opened.connection.warehouse,
      bus,
      project: jobProject(project, discovery.importPackage),
      environment: project.environment,
      isolation,
      parameters,
      hostname: host,
      signal,
      now,
    };
    const { lockWaitMs, cleanupMs } = options;
    const limits = {
      ...(lockWaitMs === undefined ? {} : { lockWaitMs }),
      ...(cleanupMs === undefined ? {} : { cleanupMs }),
    };
    const run = await runPlan({ session, plan, runId, ...limits }, job);
    opened.lock = run.lock;
    result = run.result;
  } catch (error) {
    const nothing = { jobId: job.jobId, jobType: job.type.name, runId: traceId, stages: [], children: [] };
    const failed = { ...nothing, status: "failed", startedAt, endedAt: now().toISOString() } as const;
    result = withError({ ...failed, dryRun: isolation.dryRun }, error);
    log(describeError(error).message);
  }
  const [failure] = await closeAll(opened, bus);
  if (failure === undefined || result.status !== "success") return result;
  const message = `The run could not be closed: ${describeError(failure).message}`;
  return withError(result, new TrailError(message, { cause: failure }));
}
