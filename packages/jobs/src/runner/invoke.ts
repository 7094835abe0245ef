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
import { DryCopies } from "../files/dry-copies.ts";
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
  readonly dryCopies: DryCopies;
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
    () => opened.dryCopies.remove(),
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

/** Who runs what, decided before anything is opened. */
interface Invocation {
  readonly options: RunOptions;
  readonly job: PlannedJob;
  readonly bus: EventBus;
  readonly isolation: Isolation;
  readonly identity: Pick<Session, "sessionId" | "traceId" | "parameters" | "hostname" | "signal" | "now">;
  readonly runId: (jobId: string) => string;
}

function beginInvocation(options: RunOptions, job: PlannedJob): Invocation {
  const { now = () => new Date(), signal = new AbortController().signal } = options;
  const isolation: Isolation = { dryRun: options.dryRun ?? false, testTable: options.testTable ?? false };
  const parameters = runParameters(options.parameters ?? {}, isolation.dryRun);
  const sessionId = newSessionId();
  const runId = runIds(sessionId, now);
  const identity = { sessionId, traceId: runId(job.jobId), parameters, hostname: hostname(), signal, now };
  return { options, job, bus: invocationBus(options.bus), isolation, identity, runId };
}

/** Opens the log file and the warehouse; what is open is noted at once, so that a failure leaves nothing open. */
async function openSession(invocation: Invocation, opened: Opened): Promise<Session> {
  const { options, bus, isolation, identity } = invocation;
  const { project, discovery } = options;
  if (!isolation.dryRun) {
    const path = join(project.root, ".lorchestra", "logs", `${identity.traceId}.jsonl`);
    opened.logFile = await openLogFile(path, { hostname: identity.hostname });
    bus.subscribe("log file", opened.logFile.subscriber);
  }
  opened.connection = await connectWarehouse(project, isolation);
  return {
    ...identity,
    warehouse: opened.connection.warehouse,
    bus,
    project: jobProject(project, discovery.importPackage),
    environment: project.environment,
    isolation,
    dryCopies: opened.dryCopies,
  };
}

/** The result of a run that could not even begin: there is no warehouse to say so in. */
function notBegun({ job, bus, isolation, identity }: Invocation, error: unknown): RunResult {
  const timestamp = identity.now().toISOString();
  const common = { timestamp, job: job.jobId, host: "source", hostname: identity.hostname } as const;
  bus.publish({
    kind: "log",
    level: "CRITICAL",
    ...common,
    message: describeError(error).message,
    context: {},
  });
  const nothing = {
    jobId: job.jobId,
    jobType: job.type.name,
    stages: [],
    children: [],
    status: "failed",
  } as const;
  const run = { runId: identity.traceId, startedAt: timestamp, endedAt: timestamp, dryRun: isolation.dryRun };
  return withError({ ...nothing, ...run }, error);
}

/** Opens what the runs of a plan need, runs its top job, closes everything. Rejects only for a wrong request. */
export async function invoke(options: RunOptions, plan: Plan, job: PlannedJob): Promise<RunResult> {
  const invocation = beginInvocation(options, job);
  const { lockWaitMs, cleanupMs } = options;
  const limits = {
    ...(lockWaitMs === undefined ? {} : { lockWaitMs }),
    ...(cleanupMs === undefined ? {} : { cleanupMs }),
  };
  const opened: Opened = { dryCopies: new DryCopies() };
  let result: RunResult;
  try {
    const session = await openSession(invocation, opened);
    const run = await runPlan({ session, plan, runId: invocation.runId, ...limits }, job);
    opened.lock = run.lock;
    result = run.result;
  } catch (error) {
    result = notBegun(invocation, error);
  }
  const [failure] = await closeAll(opened, invocation.bus);
  if (failure === undefined || result.status !== "success") return result;
  const message = `The run could not be closed: ${describeError(failure).message}`;
  return withError(result, new TrailError(message, { cause: failure }));
}
