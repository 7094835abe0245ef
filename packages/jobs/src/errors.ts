import type { ConfigError, ValidationError } from "./contract/problems.ts";

/** Base of this package's errors: `code` is stable, `retryable` says whether the same call may succeed later. */
export class JobsError extends Error {
  override readonly name: string = "JobsError";
  readonly code: string;
  readonly retryable: boolean;
  constructor(
    code: string,
    message: string,
    options: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** The caller asked for something that does not exist or makes no sense: an unknown job, a malformed date. */
export class UsageError extends JobsError {
  override readonly name = "UsageError";
  constructor(message: string) {
    super("usage", message);
  }
}

/** lorchestra.yaml, `.env` or one of its `${NAME}` references is wrong. The message names file, line or path. */
export class ProjectError extends JobsError {
  override readonly name = "ProjectError";
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super("project_invalid", message, options);
  }
}

/** One line for each problem, job and path in front. */
export function describeConfigError(error: ConfigError): string {
  return error.path === ""
    ? `${error.job}: ${error.message}`
    : `${error.job}: ${error.path}: ${error.message}`;
}

/** Job specs or their configuration are wrong; nothing was connected. All problems that were found are in `errors`. */
export class InvalidConfigError extends JobsError {
  override readonly name = "InvalidConfigError";
  readonly errors: readonly ConfigError[];
  constructor(errors: readonly ConfigError[]) {
    super("config_invalid", errors.map(describeConfigError).join("\n"));
    this.errors = errors;
  }
}

/** A `validate` found the world not ready; nothing was changed. All problems that were found are in `errors`. */
export class ValidationFailedError extends JobsError {
  override readonly name = "ValidationFailedError";
  readonly errors: readonly ValidationError[];
  constructor(errors: readonly ValidationError[]) {
    super(
      "validation_failed",
      errors.map((error) => `${error.job} (${error.host}): ${error.message}`).join("\n"),
      { retryable: true },
    );
    this.errors = errors;
  }
}

/** Two packages register one name. One line per problem; what is malformed besides stands there too. */
export class DiscoveryError extends JobsError {
  override readonly name = "DiscoveryError";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super("discovery_failed", problems.join("\n"));
    this.problems = problems;
  }
}

/** A package registers a job that cannot be used: no such export, a module that throws, a broken schema. */
export class JobPackageError extends JobsError {
  override readonly name = "JobPackageError";
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super("job_package_broken", message, options);
  }
}

/** Another run of the job holds its lock and did not end in time. */
export class LockHeldError extends JobsError {
  override readonly name = "LockHeldError";
  constructor(message: string) {
    super("lock_held", message, { retryable: true });
  }
}

/** A path that leads out of the folder that was handed out, or that no sink may be. */
export class PathRefusedError extends JobsError {
  override readonly name = "PathRefusedError";
  constructor(message: string) {
    super("path_refused", message);
  }
}

/** A folder that Lorchestra needs cannot be made. */
export class FolderError extends JobsError {
  override readonly name = "FolderError";
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super("folder_unwritable", message, options);
  }
}

/** A stage whose counts do not add up: records were lost or counted twice, so its run failed. */
export class UnbalancedCountsError extends JobsError {
  override readonly name = "UnbalancedCountsError";
  constructor(message: string) {
    super("counts_unbalanced", message);
  }
}

/** A progress update that cannot be shown. */
export class ProgressError extends JobsError {
  override readonly name = "ProgressError";
  constructor(message: string) {
    super("progress_invalid", message);
  }
}

/** The run was cancelled. */
export class InterruptedError extends JobsError {
  override readonly name = "InterruptedError";
  constructor(message = "Interrupted. What was committed stays; run it again to go on.") {
    super("interrupted", message, { retryable: true });
  }
}

/** A pipeline had jobs that failed. */
export class PipelineFailedError extends JobsError {
  override readonly name = "PipelineFailedError";
  constructor(message: string, retryable: boolean) {
    super("pipeline_failed", message, { retryable });
  }
}

/** The log file or event_log could not be written: the job may have done its work, but there is no trail of it. */
export class TrailError extends JobsError {
  override readonly name = "TrailError";
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super("trail_incomplete", message, { retryable: true, ...options });
  }
}
