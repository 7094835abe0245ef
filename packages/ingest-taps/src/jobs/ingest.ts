import type { JobContext, JobType, StageResult } from "@lorchestra/jobs";
import { isPast } from "../allowance.ts";
import { batches } from "../batches.ts";
import { configSchema, type IngestConfig } from "./config.ts";
import { identityOf } from "./identity.ts";
import { Quarantine } from "./quarantine.ts";
import { commit, type Sink } from "./sink.ts";
import { openSource, type Source } from "./source.ts";
import { Tally } from "./tally.ts";
import { openWindow, type Window, windowErrors } from "./window.ts";

/**
 * Job type `ingest`: reads a stream of a tap, or of any Singer tap, into raw_objects. The stream's cursor moves only
 * after everything that it covers is committed, so a run that dies anywhere is mended by the next one.
 */
export const ingest: JobType<IngestConfig> = {
  name: "ingest",
  description: "Reads a stream of a source into raw_objects.",
  configSchema,
  async validate(context) {
    const errors = windowErrors(context);
    try {
      await openSource(context);
      return errors;
    } catch (error) {
      const message = error instanceof Error ? error.message : "The source cannot be opened.";
      return [...errors, { job: context.jobId, host: "source", message }];
    }
  },
  async execute(context) {
    const { sink } = context.config;
    const subject = {
      sourceSystem: sink.source_system,
      connectionName: sink.connection_name,
      objectType: sink.object_type,
    };
    await context.stage("ingestion", subject, () => read(context));
    return undefined;
  },
};

async function read(context: JobContext<IngestConfig>): Promise<StageResult> {
  const { options } = context.config;
  const source = await openSource(context);
  const window = await openWindow(context);
  const tally = new Tally();
  let sink: Sink | undefined;
  const cut = {
    size: options.batch_size,
    now: () => context.now(),
    keepOnError: source.keepOnError,
    ...(window.limit === undefined ? {} : { limit: window.limit }),
  };
  for await (const batch of batches(source.read(window), cut)) {
    context.signal.throwIfAborted();
    // Only now is it known what identifies a record: a Singer tap says so before its first one.
    sink ??= await openSink(context, source, tally);
    await commit(sink, batch);
    if (window.movesCursor && batch.checkpoint !== undefined) {
      await context.states.set(window.stateKey, batch.checkpoint.state);
    }
    context.progress({ current: tally.counts.in, item: context.config.source.stream });
  }
  context.signal.throwIfAborted();
  const { counts } = tally;
  return {
    counts,
    telemetry: windowTelemetry(window),
    ...(isPast(options.max_quarantined, counts) ? { pastQuarantineLimit: true } : {}),
  };
}

async function openSink(context: JobContext<IngestConfig>, source: Source, tally: Tally): Promise<Sink> {
  const identity = identityOf(context.config.sink, source.keyProperties());
  const quarantine = await Quarantine.open(context, identity.output, source.name);
  return { context, identity, quarantine, tally };
}

function windowTelemetry({ since, until, limit, state }: Window): NonNullable<StageResult["telemetry"]> {
  return {
    ...(since === undefined ? {} : { since: since.toISOString() }),
    ...(until === undefined ? {} : { until: until.toISOString() }),
    ...(limit === undefined ? {} : { limit }),
    from_cursor: state !== undefined,
  };
}
