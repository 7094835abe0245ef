import type { UpdateCounts, Warehouse } from "@lorchestra/warehouse";
import { EventClientError } from "./errors.ts";

/** Objects that their source no longer has. */
export interface MarkDeleted {
  /** The warehouse that a job was given. */
  readonly client: Warehouse;
  /** Their idempotency keys; a list or any iterator. */
  readonly keys: Iterable<string> | AsyncIterable<string>;
  readonly correlationId: string;
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
}

const keysAtOnce = 1000;

/**
 * Marks raw objects as deleted by their source; what was made of them goes with the next run of each stage. The moment
 * of the first marking stays. An object that comes back through `upsertObjects` is no longer deleted.
 *
 * @returns `updated` (marked now), `unchanged` (marked before), `missing` (never seen); their sum is the keys given
 * @throws WarehouseError
 *
 * @example
 * await markDeleted({ client, keys: ["stripe:default:customer:cus_1"], correlationId });
 */
export async function markDeleted(request: MarkDeleted): Promise<UpdateCounts> {
  if (typeof request.correlationId !== "string" || request.correlationId === "")
    throw new EventClientError("event_client_request", "markDeleted needs correlationId.");
  const total = { updated: 0, unchanged: 0, missing: 0 };
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    request.signal?.throwIfAborted();
    const counts = await markBatch(request, batch);
    batch = [];
    total.updated += counts.updated;
    total.unchanged += counts.unchanged;
    total.missing += counts.missing;
  };
  for await (const key of request.keys) {
    batch.push(key);
    if (batch.length >= keysAtOnce) await flush();
  }
  if (batch.length > 0) await flush();
  return total;
}

async function markBatch(request: MarkDeleted, keys: readonly string[]): Promise<UpdateCounts> {
  const { client, correlationId } = request;
  const { sql } = client;
  const marked = await client.query(
    sql`SELECT idem_key FROM ${sql.table("raw_objects")} WHERE deleted_at IS NOT NULL AND idem_key IN ${sql.list(keys)}`,
  );
  const before = new Set(marked.map((row) => row.idem_key));
  const deletedAt = (request.now?.() ?? new Date()).toISOString();
  const counts = await client.update(
    "raw_objects",
    keys
      .filter((key) => !before.has(key))
      .map((key) => ({ idem_key: key, deleted_at: deletedAt, correlation_id: correlationId })),
  );
  const already = keys.filter((key) => before.has(key)).length;
  return { ...counts, unchanged: counts.unchanged + already };
}
