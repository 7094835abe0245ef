import type { Json, JsonObject } from "@lorchestra/warehouse";
import { checkConfig } from "../config/check-config.ts";
import type { JobContext } from "../contract/context.ts";
import type { JobType, JsonSchema } from "../contract/job-type.ts";
import type { Host, LogLevelName } from "../contract/levels.ts";
import type { ConfigError, ValidationError } from "../contract/problems.ts";
import type { ProgressUpdate } from "../contract/progress.ts";
import type { JobReport } from "../contract/report.ts";

/**
 * A job as a class, for those who prefer one to {@link defineJob}. An instance is made for each run, without
 * arguments, so a field may carry something from `validate` to `execute`.
 *
 * @example
 * export class Packages extends SyncJob<{ items: readonly string[] }> {
 *   readonly name = "packages";
 *   override readonly configSchema = {
 *     type: "object",
 *     properties: { items: { type: "array", items: { type: "string" }, default: [] } },
 *   };
 *   async execute(context: JobContext<{ items: readonly string[] }>): Promise<undefined> {
 *     this.log(context, "source", "INFO", "Syncing", { items: context.config.items.length });
 *   }
 * }
 */
export abstract class Job<C = JsonObject> implements JobType<C> {
  /** Unique; `^[a-z][a-z0-9_-]*$`. */
  abstract readonly name: string;
  /** Runs regardless of configuration when true. */
  readonly required: boolean = false;
  /** JSON Schema draft-07 of the job's own configuration; `{}` when it has none. */
  readonly configSchema: JsonSchema = {};

  /** Checks the configuration against `configSchema`. Override for what a schema cannot say, and call this first. */
  validateConfig(config: C, jobId: string = this.name): ConfigError[] {
    return [...checkConfig(this.configSchema, config, { job: jobId, owner: `job ${this.name}` }).errors];
  }

  /** Checks the state of the world; changes nothing; returns everything that is wrong. */
  async validate(_context: JobContext<C>): Promise<readonly ValidationError[]> {
    return [];
  }

  /** Does the work. On `context.signal`: clean up within 5 seconds, log it at WARNING, rethrow. */
  abstract execute(context: JobContext<C>): Promise<JobReport | undefined>;

  /** Logs through the event bus. No payload, answer, address or secret. */
  protected log(
    context: JobContext<C>,
    host: Host,
    level: LogLevelName,
    message: string,
    extra: { readonly [key: string]: Json } = {},
  ): void {
    context.logger.log(level, message, extra, host);
  }

  /** Reports progress through the event bus. Throws when `percent` is no integer of 0..100. */
  protected reportProgress(context: JobContext<C>, update: ProgressUpdate): void {
    context.progress(update);
  }
}

/** Infrastructure (snapshots, installation): always runs. */
export abstract class SystemJob<C = JsonObject> extends Job<C> {
  override readonly required: boolean = true;
}

/** A person's data: can be switched off. */
export abstract class SyncJob<C = JsonObject> extends Job<C> {
  override readonly required: boolean = false;
}

/** Runs beside the others, all of the time (monitoring): always runs. */
export abstract class BackgroundJob<C = JsonObject> extends Job<C> {
  override readonly required: boolean = true;
}
