// The contract.

// Events of a run.
export { createEventBus } from "./bus/create-event-bus.ts";
export { type LogFile, type LogLine, openLogFile } from "./bus/log-file.ts";
export { checkProgress, renderProgress } from "./bus/progress.ts";
// Jobs as classes and as functions.
export { BackgroundJob, Job, SyncJob, SystemJob } from "./classes/job.ts";
export type { JobArguments, JobFunction } from "./classes/registered-function.ts";
export { toJobType } from "./classes/to-job-type.ts";
// Configuration, discovery, projects, specs.
export { type CheckedConfig, checkConfig } from "./config/check-config.ts";
export { didYouMean, nearNames } from "./config/suggest.ts";
export type {
  JobContext,
  JobEvent,
  JobEvents,
  JobFiles,
  JobFolder,
  JobLogger,
  JobProject,
  LocalDatabase,
  RunParameters,
  StageSubject,
  StreamConfig,
} from "./contract/context.ts";
export { type ConfiguredJob, defineJob, type JobType, type JsonSchema } from "./contract/job-type.ts";
export { type Host, LogLevel, type LogLevelName } from "./contract/levels.ts";
export type { ConfigError, ValidationError } from "./contract/problems.ts";
export type { ProgressUpdate } from "./contract/progress.ts";
export type {
  Counts,
  JobReport,
  RunResult,
  RunStatus,
  StageName,
  StageReport,
  StageResult,
} from "./contract/report.ts";
// Errors.
export { type DescribedError, describeError } from "./describe-error.ts";
export type { DiscoveryRoots } from "./discovery/candidates.ts";
export { type Discovery, discoverJobs } from "./discovery/discover-jobs.ts";
export { type ImportedJob, importJob } from "./discovery/import-job.ts";
export type { JobRegistration } from "./discovery/registrations.ts";
export {
  DiscoveryError,
  describeConfigError,
  FolderError,
  InterruptedError,
  InvalidConfigError,
  JobPackageError,
  JobsError,
  LockHeldError,
  PathRefusedError,
  PipelineFailedError,
  ProgressError,
  ProjectError,
  TrailError,
  UnbalancedCountsError,
  UsageError,
  ValidationFailedError,
} from "./errors.ts";
export type { BusEvent, EventBus, Subscriber } from "./event-bus.ts";
export type { Environment } from "./project/environment.ts";
export { loadProject } from "./project/load-project.ts";
export { type Project, type ProjectConfig, projectPath, projectStream } from "./project/project.ts";
export { projectSchema } from "./project/project-schema.ts";
// Running.
export { openProjectWarehouse } from "./runner/connect.ts";
export { exitCodeOf } from "./runner/exit-code.ts";
export type { RunOptions } from "./runner/invoke.ts";
export { validateAll } from "./runner/plan.ts";
export { type RunJobRequest, runJob } from "./runner/run-job.ts";
export { DRY_RUN_LIMIT } from "./runner/run-parameters.ts";
export { type RunRegisteredRequest, runRegistered } from "./runner/run-registered.ts";
export { type JobSpec, type ListedSpec, loadSpecs, type Specs } from "./specs/load-specs.ts";
export { parseInstant } from "./time/parse-instant.ts";
