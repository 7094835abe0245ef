import { idemKey } from "@lorchestra/idem-keys";
import type { JobContext, ValidationError } from "@lorchestra/jobs";
import type { Json } from "@lorchestra/warehouse";
import type { IngestConfig } from "./config.ts";

/** Which part of a stream a run reads, and what it does to the stream's cursor. */
export interface Window {
  readonly since: Date | undefined;
  readonly until: Date | undefined;
  readonly limit: number | undefined;
  /** Where to go on; undefined reads all of the window. */
  readonly state: Json | undefined;
  /** Name of the cursor in stream_state. */
  readonly stateKey: string;
  /** Whether the cursor moves: only when nothing before a checkpoint can have been left out. */
  readonly movesCursor: boolean;
}

/**
 * Decides what a run reads. What a person asks (`--since`, `--until`, `--limit`) comes before the job's options, and
 * never moves the cursor: it may have left something out. A person's `--since` also reads from there although the
 * cursor is further. The job's own `since` is a floor that holds in every run, so the cursor moves above it.
 */
export async function openWindow(context: JobContext<IngestConfig>): Promise<Window> {
  const { parameters, config, states } = context;
  const { options } = config;
  const since = parameters.since ?? moment(context, options.since);
  const until = parameters.until ?? moment(context, options.until);
  const limit = parameters.limit ?? options.limit;
  const stateKey = stateKeyOf(config);
  const goesOn = options.auto_since && parameters.since === undefined;
  return {
    since,
    until,
    limit,
    stateKey,
    state: goesOn ? await states.get(stateKey) : undefined,
    movesCursor: parameters.since === undefined && until === undefined && limit === undefined,
  };
}

/** What is wrong with the job's own window: checked here, because what `-7d` means takes a clock. */
export function windowErrors(context: JobContext<IngestConfig>): ValidationError[] {
  const since = moment(context, context.config.options.since);
  const until = moment(context, context.config.options.until);
  if (since === undefined || until === undefined || since < until) return [];
  return [{ job: context.jobId, host: "source", message: "options.until must be after options.since" }];
}

function moment(context: JobContext<IngestConfig>, text: string | undefined): Date | undefined {
  return text === undefined ? undefined : context.instant(text);
}

/** `source_system:connection_name:object_type:stream`, escaped like an idempotency key. */
export function stateKeyOf({ sink, source }: IngestConfig): string {
  return idemKey({
    sourceSystem: sink.source_system,
    connectionName: sink.connection_name,
    objectType: sink.object_type,
    externalId: source.stream,
  });
}
