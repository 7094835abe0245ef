import type { JobContext } from "@lorchestra/jobs";
import type { DueInput, DueRequest } from "@lorchestra/warehouse";
import { inBatches, sizeOfJson } from "./batches.ts";
import type { CanonizeConfig } from "./config.ts";

/** A run of a canonize job. */
export type CanonizeContext = JobContext<CanonizeConfig>;

const rowsAtOnce = 500;
/** A few messages with pictures; their canonical objects come on top. */
const charactersAtOnce = 16 * 1024 * 1024;

/** The raw objects that a job's stage has to process now. */
export function dueRequest(
  context: CanonizeContext,
  request: Pick<DueRequest, "stage" | "output" | "processor">,
): DueRequest {
  const { source, options } = context.config;
  const limit = context.parameters.limit ?? options?.limit;
  return {
    ...request,
    input: { table: "raw_objects", where: { ...source } },
    ...(limit === undefined ? {} : { limit }),
  };
}

/** Which raw objects the stage is about, for its events. */
export function subjectOf({ config: { source } }: CanonizeContext) {
  return {
    sourceSystem: source.source_system,
    objectType: source.object_type,
    ...(source.connection_name === undefined ? {} : { connectionName: source.connection_name }),
  };
}

/** Hands the due inputs to `work` batch by batch, with progress; stops between two batches when the run is cancelled. */
export async function forEachBatch(
  context: CanonizeContext,
  request: DueRequest,
  work: (batch: readonly DueInput[]) => Promise<void>,
): Promise<void> {
  const total = await context.outcomes.countDue(request);
  let current = 0;
  const batches = inBatches(context.outcomes.due(request), {
    rows: rowsAtOnce,
    characters: charactersAtOnce,
    sizeOf: (input) => sizeOfJson(input.row.payload),
  });
  for await (const batch of batches) {
    context.signal.throwIfAborted();
    await work(batch);
    current += batch.length;
    // Inputs that came since they were counted are worked on too.
    context.progress({ current, total: Math.max(current, total), item: "objects" });
  }
}
