import type { Warehouse } from "@lorchestra/warehouse";
import type { JobLogger } from "../contract/context.ts";
import type { JobType } from "../contract/job-type.ts";
import { JobPackageError } from "../errors.ts";

/** What a registered function gets after the client. Values of `--param k=v` and of a job spec are further keys. */
export interface JobArguments {
  readonly account?: string;
  /** ISO 8601 UTC, also when the person typed `-7d`. */
  readonly since?: string;
  readonly until?: string;
  /** correlation_id of everything that the run writes. */
  readonly runId: string;
  readonly signal: AbortSignal;
  readonly logger: JobLogger;
  readonly dryRun: boolean;
  readonly [name: string]: unknown;
}

/**
 * The simplest job: a function of the run's warehouse and its arguments, registered by a package. `client` is what
 * `logEvent` and `upsertObjects` of @lorchestra/event-client take.
 */
export type JobFunction = (client: Warehouse, args: JobArguments) => unknown;

function keysOf(config: unknown): object {
  return typeof config === "object" && config !== null ? config : {};
}

/** A registered function as a job type. What it returns is ignored, unless it is text: that is the run's summary. */
export function functionJobType(job: JobFunction, name: string): JobType<unknown> {
  return {
    name,
    configSchema: { type: "object", additionalProperties: true },
    validateConfig(config, jobId) {
      const taken = ["runId", "signal", "logger", "dryRun"].filter((key) =>
        Object.hasOwn(keysOf(config), key),
      );
      return taken.map((path) => ({ job: jobId, path, message: "is given by lorchestra and cannot be set" }));
    },
    async execute(context) {
      const { since, until, account, params } = context.parameters;
      const summary = await job(context.warehouse, {
        ...keysOf(context.config),
        ...params,
        ...(account === undefined ? {} : { account }),
        ...(since === undefined ? {} : { since: since.toISOString() }),
        ...(until === undefined ? {} : { until: until.toISOString() }),
        runId: context.runId,
        signal: context.signal,
        logger: context.logger,
        dryRun: context.dryRun,
      });
      return typeof summary === "string" ? { summary } : undefined;
    },
  };
}

/** Guards an export that is neither a job type nor a class: it must at least be callable. */
export function asJobFunction(value: unknown, owner: string): JobFunction {
  if (typeof value === "function") return (client, args) => Reflect.apply(value, undefined, [client, args]);
  const kind = value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
  throw new JobPackageError(
    `${owner} is ${kind}; a job is made with defineJob, a class that extends Job, or a function (client, args)`,
  );
}
