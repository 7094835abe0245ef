import type { MarkDeleted, UpsertCounts, UpsertObjects } from "@lorchestra/event-client";
import type { Json, Mark, Outcomes, StreamStates, UpdateCounts, Warehouse } from "@lorchestra/warehouse";
import type { EventBus } from "../event-bus.ts";
import type { Host, LogLevelName } from "./levels.ts";
import type { ProgressUpdate } from "./progress.ts";
import type { RunResult, StageName, StageReport, StageResult } from "./report.ts";

/** Logs of one job: bound to its id, published on the event bus. Never pass a payload, an answer, an address or a secret. */
export interface JobLogger {
  log(level: LogLevelName, message: string, context?: { readonly [key: string]: Json }, host?: Host): void;
  debug(message: string, context?: { readonly [key: string]: Json }): void;
  info(message: string, context?: { readonly [key: string]: Json }): void;
  warning(message: string, context?: { readonly [key: string]: Json }): void;
  error(message: string, context?: { readonly [key: string]: Json }): void;
}

/** What a job may write to event_log: one small fact. Ids, time and trace come from the run. */
export interface JobEvent {
  readonly eventType: string;
  readonly status?: "success" | "failed";
  readonly sourceSystem?: string;
  readonly connectionName?: string;
  readonly objectType?: string;
  readonly idemKey?: string;
  readonly errorMessage?: string;
  readonly payload?: { readonly [key: string]: Json };
}

/** The event client bound to a run: its correlation id, trace id, warehouse and clock. */
export interface JobEvents {
  log(event: JobEvent): Promise<void>;
  upsertObjects(
    request: Omit<UpsertObjects, "client" | "correlationId" | "traceId" | "now">,
  ): Promise<UpsertCounts>;
  /** Tombstones for objects that their source no longer has. */
  markDeleted(request: Omit<MarkDeleted, "client" | "correlationId" | "now">): Promise<UpdateCounts>;
}

/** What a stage is about, for its events. */
export interface StageSubject {
  readonly sourceSystem?: string;
  readonly connectionName?: string;
  readonly objectType?: string;
}

/** A SQLite database outside of the warehouse (the copy for local tools), opened by path through {@link JobFiles}. */
export interface LocalDatabase {
  /** `DatabaseSync` of node:sqlite. */
  readonly db: import("node:sqlite").DatabaseSync;
  /** Where it lies for good; in a dry run the database that is open is a throw-away copy of it. */
  readonly path: string;
  close(): void;
}

/**
 * The only way to files. Paths are relative to the project, `~` is expanded; isolation turns a sink into its `test_`
 * twin; a dry run reads and counts but writes nothing. Files are 0600, folders 0700.
 */
export interface JobFiles {
  /**
   * A sink of the job: a folder that only this returns a handle to. Everything read or written through the handle
   * lies under it, symlinks followed; a path that leads out is refused.
   */
  folder(path: string): Promise<JobFolder>;
  /** Opens (and unless read-only makes) a SQLite file. */
  database(path: string, options?: { readonly readOnly?: boolean }): Promise<LocalDatabase>;
}

/** A folder that a job writes to. Paths are relative to it, with `/`. */
export interface JobFolder {
  /** Absolute path of the folder. */
  readonly path: string;
  /** The bytes, or null when there is no such file. */
  read(path: string): Promise<Uint8Array | null>;
  /** Writes through a temp file and a rename; makes folders. Returns the absolute path. */
  write(path: string, data: Uint8Array | string): Promise<string>;
  /** Removes a file and then the folders that it leaves empty. False when it was not there. */
  remove(path: string): Promise<boolean>;
  /** All files below, relative paths, sorted. */
  list(): Promise<string[]>;
}

/** A stream of the project config with its environment references resolved. */
export interface StreamConfig {
  readonly name: string;
  /** npm package of the tap. */
  readonly tap: string;
  /** Stream of the tap. */
  readonly stream: string;
  readonly config: { readonly [key: string]: Json };
}

/** What a job may know of its project. */
export interface JobProject {
  /** Absolute path of the folder with lorchestra.yaml. */
  readonly root: string;
  /** Throws a ConfigError-like error naming near names, or the environment variable that is missing. */
  stream(name: string): StreamConfig;
  /**
   * Replaces `${NAME}` references in every string of a value by the project's environment, as for stream configs: for
   * settings with secrets that a job spec holds itself. `where` names the place in errors (`source.singer.config`).
   */
  resolveReferences(value: Json, where: string): Json;
  /** A project folder by its name in `paths:` (`bindings`, `canonizer`), absolute; undefined when not configured and not there. */
  path(name: string): string | undefined;
  /** Imports a package as the project sees it; the namespace object is untrusted: parse it. */
  importModule(specifier: string): Promise<{ readonly [name: string]: unknown }>;
}

/** What a person or a schedule asked of this run. */
export interface RunParameters {
  readonly since?: Date;
  readonly until?: Date;
  readonly limit?: number;
  readonly account?: string;
  /** `--param k=v`. */
  readonly params: { readonly [name: string]: string };
}

/** Everything that a job gets. Frozen. */
export interface JobContext<C = unknown> {
  readonly jobId: string;
  readonly config: C;
  readonly parameters: RunParameters;
  /** `<job_id>-YYYYMMDDHHMMSS-<sessionId>`, UTC; the correlation_id of all that the run writes. */
  readonly runId: string;
  /** 8 hex characters, shared by the runs of one invocation. */
  readonly sessionId: string;
  readonly warehouse: Warehouse;
  readonly outcomes: Outcomes;
  readonly states: StreamStates;
  readonly events: JobEvents;
  readonly files: JobFiles;
  readonly project: JobProject;
  readonly logger: JobLogger;
  readonly eventBus: EventBus;
  readonly sourceHostname: string;
  readonly signal: AbortSignal;
  readonly dryRun: boolean;
  now(): Date;
  /**
   * A moment of the configuration (a schema's string format `instant`), relative to `now()`: `2026-08-01`,
   * `2026-08-01T09:30:00+02:00` (without a zone UTC), or back from now `-7d`, `-12h`, `-30m`, `-2w`. Throws a
   * `UsageError` that shows the accepted forms.
   */
  instant(text: string): Date;
  progress(update: ProgressUpdate): void;
  /** Says that the process is at a point where dying matters (see `mark` of the warehouse); a fault sweep kills it there. */
  mark(point: Mark): void;
  /**
   * Runs one stage: publishes its start, times it, checks that its counts add up, writes `<stage>.completed` or
   * `<stage>.failed` to event_log and adds it to the run's result. Call it even when nothing is due.
   */
  stage(name: StageName, subject: StageSubject, work: () => Promise<StageResult>): Promise<StageReport>;
  /** Runs another job of the project that `runs()` of this job's type named. Never throws for the child's failure. */
  runJob(jobId: string): Promise<RunResult>;
}
