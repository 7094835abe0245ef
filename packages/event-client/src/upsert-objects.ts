import { canonicalJson, IdemKeyError, sha256 } from "@lorchestra/idem-keys";
import type { JsonObject, MergeCounts, RowInput, Warehouse } from "@lorchestra/warehouse";
import { JsonText } from "@lorchestra/warehouse";
import { EventClientError } from "./errors.ts";

/** Exact counts; their sum is the number of objects given, less those that `onUnusable` took. */
export type UpsertCounts = MergeCounts;

/** A batch merge of objects into raw_objects. */
export interface UpsertObjects {
  /** The warehouse that a job was given. */
  readonly client: Warehouse;
  /** A list or any iterator; never materialized. */
  readonly objects: Iterable<JsonObject> | AsyncIterable<JsonObject>;
  readonly sourceSystem: string;
  /** Which account of the source; `default` unless given. */
  readonly connectionName?: string;
  readonly objectType: string;
  readonly correlationId: string;
  readonly traceId?: string;
  /** Computes the idempotency key; required, so that identity is always a decision. */
  readonly idemKeyFn: (object: JsonObject) => string;
  /** The source's own id, for the external_id column. */
  readonly externalIdFn?: (object: JsonObject) => string;
  readonly schemaRef?: string;
  /** Rows per commit; 5000 unless given. */
  readonly batchSize?: number;
  /** Called after each committed batch with the counts so far. */
  readonly onBatch?: (counts: UpsertCounts) => void;
  /**
   * Takes objects that have no usable identity or no canonical JSON; they are left out and not counted. `index` counts
   * all objects given, from 0. Without it such an object ends the call with its error.
   */
  readonly onUnusable?: (error: IdemKeyError, index: number) => void;
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
}

/**
 * Merges objects into raw_objects in batches: new ones are inserted, changed ones updated, and of unchanged ones only
 * `last_seen` moves. Merging the same objects again changes nothing else. Writes no event: an upsert is an action, and
 * the job says once what it did. An object that was marked as deleted and is here again counts as updated.
 *
 * @throws IdemKeyError for an object without identity or canonical JSON, unless `onUnusable` takes it; batches before it stay
 * @throws EventClientError for a request that lacks what it needs
 * @throws WarehouseError
 *
 * @example
 * await upsertObjects({
 *   client, objects, sourceSystem: "stripe", objectType: "invoice", correlationId,
 *   idemKeyFn: stripeInvoiceIdemKey(),
 * });
 */
export async function upsertObjects(request: UpsertObjects): Promise<UpsertCounts> {
  const { client, objects, batchSize, onBatch, signal } = request;
  const toRow = rowMaker(request);
  const rows = Symbol.asyncIterator in objects ? rowsOfStream(objects, toRow) : rowsOfList(objects, toRow);
  return client.merge("raw_objects", rows, {
    ...(batchSize === undefined ? {} : { batchSize }),
    ...(onBatch === undefined ? {} : { onBatch }),
    ...(signal === undefined ? {} : { signal }),
  });
}

type ToRow = (object: JsonObject, index: number) => RowInput | undefined;

function* rowsOfList(objects: Iterable<JsonObject>, toRow: ToRow): Generator<RowInput> {
  let index = 0;
  for (const object of objects) {
    const row = toRow(object, index++);
    if (row !== undefined) yield row;
  }
}

async function* rowsOfStream(objects: AsyncIterable<JsonObject>, toRow: ToRow): AsyncGenerator<RowInput> {
  let index = 0;
  for await (const object of objects) {
    const row = toRow(object, index++);
    if (row !== undefined) yield row;
  }
}

/** Rows of one call share one moment, so that it can be seen which call saw an object last. */
function rowMaker(request: UpsertObjects): ToRow {
  const { sourceSystem, objectType, correlationId, idemKeyFn, externalIdFn, onUnusable } = request;
  for (const [name, value] of Object.entries({ sourceSystem, objectType, correlationId }))
    if (typeof value !== "string" || value === "")
      throw new EventClientError("event_client_request", `upsertObjects needs ${name}.`);
  if (typeof idemKeyFn !== "function")
    throw new EventClientError(
      "event_client_request",
      "upsertObjects needs idemKeyFn: what identifies an object?",
    );
  const connectionName = request.connectionName ?? "default";
  const schemaRef = request.schemaRef ?? null;
  const seen = (request.now?.() ?? new Date()).toISOString();
  const make = (object: JsonObject): RowInput => {
    const payload = canonicalJson(object);
    return {
      idem_key: idemKeyFn(object),
      source_system: sourceSystem,
      connection_name: connectionName,
      object_type: objectType,
      schema_ref: schemaRef,
      external_id: externalIdFn?.(object) ?? null,
      payload: new JsonText(payload),
      payload_hash: sha256(payload),
      first_seen: seen,
      last_seen: seen,
      changed_at: seen,
      deleted_at: null,
      correlation_id: correlationId,
    };
  };
  if (onUnusable === undefined) return make;
  return (object, index) => {
    try {
      return make(object);
    } catch (error) {
      if (!(error instanceof IdemKeyError)) throw error;
      onUnusable(error, index);
      return undefined;
    }
  };
}
