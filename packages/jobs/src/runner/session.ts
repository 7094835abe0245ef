import type { Warehouse } from "@lorchestra/warehouse";
import type { JobProject, RunParameters } from "../contract/context.ts";
import type { RunResult, StageReport } from "../contract/report.ts";
import type { EventBus } from "../event-bus.ts";
import type { DryCopies } from "../files/dry-copies.ts";
import type { Isolation } from "../files/isolation.ts";
import type { Environment } from "../project/environment.ts";

/** What all runs of one invocation share. */
export interface Session {
  /** 8 hex characters. */
  readonly sessionId: string;
  /** Run id of the outermost run. */
  readonly traceId: string;
  /** Isolated already: the runs of a dry run get a warehouse that writes nothing. */
  readonly warehouse: Warehouse;
  readonly bus: EventBus;
  readonly project: JobProject;
  readonly environment: Environment;
  readonly isolation: Isolation;
  readonly dryCopies: DryCopies;
  readonly parameters: RunParameters;
  readonly hostname: string;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/** What one run has done so far. */
export interface RunRecord {
  readonly jobId: string;
  readonly jobType: string;
  readonly runId: string;
  readonly stages: StageReport[];
  /** Runs that it started, in order of start; undefined while they run. */
  readonly children: (RunResult | undefined)[];
  /** Events that could not be written. */
  readonly trailFailures: unknown[];
}
