import type { JobContext } from "@lorchestra/jobs";
import type { JsonObject } from "@lorchestra/tap-kit";
import type { Batch } from "../batches.ts";
import { isDeeperThan, maxDepth } from "../depth.ts";
import { type Step, steps } from "../steps.ts";
import type { IngestConfig } from "./config.ts";
import type { Identity } from "./identity.ts";
import type { Quarantine, Refused } from "./quarantine.ts";
import type { Tally } from "./tally.ts";

/** Where a run's batches go. */
export interface Sink {
  readonly context: JobContext<IngestConfig>;
  readonly identity: Identity;
  readonly quarantine: Quarantine;
  readonly tally: Tally;
}

/** Commits one batch: records, tombstones, then outcomes. After it resolves, the batch's checkpoint may be kept. */
export async function commit(sink: Sink, batch: Batch): Promise<void> {
  const { identity, tally } = sink;
  const parts = steps(batch.messages, identity.keyOf);
  let handled = 0;
  for (const step of parts) {
    sink.context.signal.throwIfAborted();
    await commitStep(sink, step);
    handled += step.records.length + step.deletes.length + step.problems.length;
  }
  // A key that is deleted twice in a row is one deletion; the second changed nothing.
  tally.add({ in: batch.messages.length, unchanged: batch.messages.length - handled });
}

async function commitStep(sink: Sink, step: Step): Promise<void> {
  const { context, identity, quarantine, tally } = sink;
  const refused: Refused[] = step.problems.map((problem) => refusedProblem(identity, problem));
  await upsert(sink, step.records, refused);
  if (step.deletes.length > 0) {
    const { updated, unchanged, missing } = await context.events.markDeleted({
      keys: step.deletes,
      signal: context.signal,
    });
    tally.add({ updated, unchanged, skipped: missing });
  }
  tally.add({ quarantined: refused.length });
  if (refused.length > 0 || !quarantine.isEmpty) {
    const bad = new Set(refused.map(({ key }) => key));
    await quarantine.record(refused, arrivedKeys(identity, step, bad));
  }
}

/** Merges records; those that cannot be kept are added to `refused`. */
async function upsert(sink: Sink, all: readonly JsonObject[], refused: Refused[]): Promise<void> {
  const { context, identity, tally } = sink;
  const { sink: to, options } = context.config;
  const records: JsonObject[] = [];
  for (const record of all) {
    if (isDeeperThan(record))
      refused.push(refusedRecord(identity, record, "record_too_deep", { limit: maxDepth }));
    else records.push(record);
  }
  if (records.length === 0) return;
  const counts = await context.events.upsertObjects({
    objects: records,
    sourceSystem: to.source_system,
    connectionName: to.connection_name,
    objectType: to.object_type,
    idemKeyFn: identity.idemKey,
    externalIdFn: identity.externalId,
    batchSize: options.batch_size,
    signal: context.signal,
    onUnusable: (error, index) => {
      const record = records[index];
      if (record !== undefined)
        refused.push(refusedRecord(identity, record, error.code, { field: error.field }));
    },
  });
  tally.add(counts);
}

function refusedRecord(identity: Identity, record: JsonObject, reason: string, detail: JsonObject): Refused {
  return { key: identity.keyOfUnusable(record), reason, detail };
}

function refusedProblem(identity: Identity, problem: Step["problems"][number]): Refused {
  const { key, reason, detail } = problem;
  const about = detail === undefined ? {} : { detail };
  return { key: identity.keyOfUnusable(key ?? { reason, ...about }), reason, detail: about };
}

function* arrivedKeys(identity: Identity, step: Step, refused: ReadonlySet<string>): Generator<string> {
  for (const record of step.records) {
    const key = identity.keyOf(record);
    if (key !== undefined && !refused.has(key)) yield key;
  }
  for (const key of step.deletes) if (!refused.has(key)) yield key;
}
