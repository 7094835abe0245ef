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
export type { BusEvent, EventBus, Subscriber } from "./event-bus.ts";
