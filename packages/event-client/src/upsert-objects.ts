import type { JsonObject, MergeCounts, Warehouse } from "@lorchestra/warehouse";

/** Exact counts; their sum is the number of objects given. */
export type UpsertCounts = MergeCounts;

/** A batch merge of objects into raw_objects. */
export interface UpsertObjects {
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
  /** Called after each committed batch. */
  readonly onBatch?: (counts: UpsertCounts) => void;
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
}

export async function upsertObjects(request: UpsertObjects): Promise<UpsertCounts> {
  throw new Error(`unfinished: ${request.objectType}`);
}
