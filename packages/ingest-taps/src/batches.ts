import type { Json, Message } from "@lorchestra/tap-kit";
import { approximateSize } from "./approximate-size.ts";

/** A message that says something of one record. */
export type DataMessage = Exclude<Message, { type: "checkpoint" }>;

/** Messages to commit together, in order. */
export interface Batch {
  readonly messages: readonly DataMessage[];
  /** The checkpoint that may be kept once the messages are committed; undefined when none came with them. */
  readonly checkpoint: { readonly state: Json } | undefined;
}

/** How messages are cut into batches. */
export interface BatchOptions {
  /** Messages a batch. */
  readonly size: number;
  /** Characters of text a batch, about; one message may be more. 8 Mi unless given. */
  readonly characters?: number;
  /** Seconds after which the next checkpoint closes a batch: a source that is slow keeps its progress. 10 unless given. */
  readonly maxSeconds?: number;
  /** The clock for `maxSeconds`; without one a batch may take any time. */
  readonly now?: () => Date;
  /** Take no more messages than this; what a checkpoint after them covers was not taken. */
  readonly limit?: number;
  /** When the messages end with an error, give the batch that was being filled before throwing it. */
  readonly keepOnError?: boolean;
}

const standingClock = (): Date => new Date(0);

/**
 * Cuts messages into batches, holding one batch at a time. The checkpoint of a batch is the last one inside it or
 * right after it, so that it never covers a message that is not in this batch or an earlier one. A batch is open from
 * when the one before it was dealt with.
 *
 * @example
 * for await (const batch of batches(stream.read(context), { size: 5000, now: () => new Date() })) {
 *   await commit(batch.messages);
 *   if (batch.checkpoint) await keep(batch.checkpoint.state);
 * }
 */
export async function* batches(
  messages: AsyncIterable<Message>,
  options: BatchOptions,
): AsyncGenerator<Batch, void, undefined> {
  const {
    size,
    characters = 8 * 1024 * 1024,
    maxSeconds = 10,
    now = standingClock,
    limit = Number.POSITIVE_INFINITY,
    keepOnError = false,
  } = options;
  let gathered: DataMessage[] = [];
  let weight = 0;
  let checkpoint: Batch["checkpoint"];
  let taken = 0;
  let opened = now();
  const take = (): Batch => {
    const batch = { messages: gathered, checkpoint };
    gathered = [];
    weight = 0;
    checkpoint = undefined;
    return batch;
  };
  try {
    for await (const message of messages) {
      if (message.type === "checkpoint") {
        checkpoint = { state: message.state };
        if (now().getTime() - opened.getTime() > maxSeconds * 1000) {
          yield take();
          opened = now();
        }
        continue;
      }
      // Only now, so that a checkpoint right after the last message of a batch is kept with it.
      if (gathered.length >= size || weight >= characters) {
        yield take();
        opened = now();
      }
      gathered.push(message);
      taken += 1;
      if (taken >= limit) break;
      if (message.type === "record") weight += approximateSize(message.record);
    }
  } catch (error) {
    if (keepOnError && (gathered.length > 0 || checkpoint !== undefined)) yield take();
    throw error;
  }
  if (gathered.length > 0 || checkpoint !== undefined) yield take();
}
