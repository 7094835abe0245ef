import type { JsonObject } from "@lorchestra/warehouse";
import type { JobContext } from "./context.ts";
import type { ConfigError, ValidationError } from "./problems.ts";
import type { JobReport } from "./report.ts";

/**
 * JSON Schema draft-07. Defaults in it are applied to the configuration. The string format `instant` lets through what
 * `context.instant` reads: `{ type: "string", format: "instant" }`.
 */
export type JsonSchema = JsonObject | boolean;

/** A configured job, as checks across jobs see it. */
export interface ConfiguredJob<C> {
  readonly jobId: string;
  readonly config: C;
}

/**
 * The one contract: a job type is data plus one function. `config` is the job spec without its envelope (`job_id`,
 * `job_type`, `description`), valid against `configSchema`, defaults applied.
 */
export interface JobType<C = unknown> {
  /** `^[a-z][a-z0-9_-]*$`; what a spec's `job_type` says. */
  readonly name: string;
  readonly description?: string;
  readonly configSchema: JsonSchema;
  /** Runs regardless of a session's configuration (system and background jobs). */
  readonly required?: boolean;
  /** One run at a time per job id; true unless said otherwise. */
  readonly exclusive?: boolean;
  /** Checks beyond the schema. Pure: nothing is connected yet. */
  validateConfig?(config: C, jobId: string): ConfigError[];
  /** Checks over all jobs of this type in the project: two of them writing the same thing. Pure. */
  validateTogether?(jobs: readonly ConfiguredJob<C>[]): ConfigError[];
  /** Ids of the jobs that it runs through `context.runJob`. Their configs are checked with its own. */
  runs?(config: C): readonly string[];
  /** Checks the state of the world; changes nothing. */
  validate?(context: JobContext<C>): Promise<readonly ValidationError[]>;
  execute(context: JobContext<C>): Promise<JobReport | undefined>;
}

/**
 * Declares a job type; `C` is what its schema lets through.
 *
 * @example
 * export const hello = defineJob<{ greeting: string }>({
 *   name: "hello",
 *   configSchema: { type: "object", properties: { greeting: { type: "string", default: "Hello" } } },
 *   async execute(context) {
 *     context.logger.info(context.config.greeting);
 *     return undefined;
 *   },
 * });
 */
export function defineJob<C>(type: JobType<C>): JobType<C> {
  return type;
}
