import { setImmediate as turn } from "node:timers/promises";
import type { BoundRow } from "./encode-row.ts";

/** A batch is committed when it has this many characters, so that 5000 rows of 10 MB never are in memory at once. */
const maxCharacters = 32 * 1024 * 1024;
const defaultRows = 5000;

/** How to cut rows into batches. */
export interface Batching {
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
}

/**
 * Cuts rows into batches and hands each to `commit`, one after the other. Rows are encoded as they come, so the
 * records behind them are free at once; other work gets its turn before each commit.
 */
export async function inBatches<R, B>(
  rows: AsyncIterable<R> | Iterable<R>,
  { batchSize = defaultRows, signal }: Batching,
  encode: (row: R) => { readonly bound: B; readonly characters: number },
  commit: (batch: readonly B[]) => Promise<void>,
): Promise<void> {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1)
    throw new RangeError("batchSize must be a positive integer");
  let batch: B[] = [];
  let characters = 0;
  const flush = async (): Promise<void> => {
    const full = batch;
    batch = [];
    characters = 0;
    await turn();
    signal?.throwIfAborted();
    await commit(full);
  };
  /** Whether the batch is full now. */
  const add = (row: R): boolean => {
    const encoded = encode(row);
    batch.push(encoded.bound);
    characters += encoded.characters;
    return batch.length >= batchSize || characters >= maxCharacters;
  };
  signal?.throwIfAborted();
  // Two loops: awaiting every row of a plain list would cost more than writing it.
  if (Symbol.asyncIterator in rows) {
    for await (const row of rows) if (add(row)) await flush();
  } else {
    for (const row of rows) if (add(row)) await flush();
  }
  if (batch.length > 0) await flush();
}

/** How many characters the texts of a row have. */
export function charactersOf(row: BoundRow): number {
  let characters = 0;
  for (const value of row) if (typeof value === "string") characters += value.length;
  return characters;
}
