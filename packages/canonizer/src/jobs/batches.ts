/** What a batch may hold. */
export interface BatchLimits<T> {
  readonly rows: number;
  /** Characters, as {@link BatchLimits.sizeOf} counts them. One item may be larger alone. */
  readonly characters: number;
  readonly sizeOf: (item: T) => number;
}

/** Groups items in order into batches that a process can hold and a warehouse takes at once. */
export async function* inBatches<T>(
  items: AsyncIterable<T>,
  limits: BatchLimits<T>,
): AsyncGenerator<readonly T[], void, void> {
  let batch: T[] = [];
  let characters = 0;
  for await (const item of items) {
    const size = limits.sizeOf(item);
    if (batch.length > 0 && characters + size > limits.characters) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(item);
    characters += size;
    if (batch.length < limits.rows) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}

/** About how many characters a JSON value is, without writing it: it may nest deeper than a recursion can follow. */
export function sizeOfJson(value: unknown): number {
  let size = 0;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === "string") size += next.length + 2;
    else if (typeof next !== "object" || next === null) size += 4;
    else
      for (const [key, member] of Object.entries(next)) {
        size += key.length + 4;
        open.push(member);
      }
  }
  return size;
}
