import type { Json } from "@lorchestra/warehouse";

/** What became of the inputs of one stage. `in = inserted + updated + unchanged + skipped + quarantined`, or the run failed. */
export interface Counts {
  readonly in: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Inputs that rightly gave nothing (no transcript in this session, the source deleted it). */
  readonly skipped: number;
  /** Inputs set aside with a reason; see record_outcomes. */
  readonly quarantined: number;
  /** Outputs removed because they no longer arise. Not part of the sum. */
  readonly removed?: number;
}

/** The stages that a run can have; each has its events in event_log. */
export type StageName =
  | "ingestion"
  | "validation"
  | "canonization"
  | "formation"
  | "projection"
  | "sync"
  | "file_projection"
  | (string & {});

/** What a stage's function gives back. */
export interface StageResult {
  readonly counts: Counts;
  /** Files or databases that were written, absolute paths. */
  readonly written?: readonly string[];
  /** Quarantined records went past the number that the job allows: the run is done, and exits 3. */
  readonly pastQuarantineLimit?: boolean;
  /** Sentences for the person who ran it: a file kept because someone edited it. */
  readonly notices?: readonly string[];
  /** More facts for the stage's completed event (a date filter, a number of pages): small, never data of a record. */
  readonly telemetry?: { readonly [key: string]: Json };
}

/** One finished stage. */
export interface StageReport extends StageResult {
  readonly stage: StageName;
  readonly durationSeconds: number;
}

/** What a job's `execute` may return besides the stages that it ran through `context.stage`. */
export interface JobReport {
  readonly summary?: string;
}

/** How a run ended. */
export type RunStatus = "success" | "skipped" | "failed" | "interrupted";

/** One run of one job. */
export interface RunResult {
  readonly jobId: string;
  readonly jobType: string;
  readonly runId: string;
  readonly status: RunStatus;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly stages: readonly StageReport[];
  /** Runs that this run started (pipelines), in order of start. */
  readonly children: readonly RunResult[];
  readonly error?: {
    readonly type: string;
    readonly code: string;
    readonly message: string;
    readonly retryable: boolean;
  };
  readonly summary?: string;
  readonly dryRun: boolean;
}
