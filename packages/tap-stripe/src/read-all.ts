import type { JsonObject, Message } from "@lorchestra/tap-kit";
import { isMissing, type ListFilter } from "./account.ts";
import { createdOf } from "./bounds.ts";
import { checkpoint, filterOf, messageFor, type Reading } from "./reading.ts";
import type { StripeState } from "./state.ts";

/**
 * A list, newest first. When the object that a page was to go on after has been deleted meanwhile, the list is opened
 * again at its second; a few objects come twice then.
 */
export async function* listThrough(reading: Reading, filter: ListFilter): AsyncGenerator<JsonObject> {
  let upTo = filter.lte;
  for (;;) {
    let reached: number | undefined;
    try {
      const narrowed = upTo === undefined ? filter : { ...filter, lte: upTo };
      for await (const object of reading.account.list(reading.kind, narrowed)) {
        yield object;
        reached = createdOf(object) ?? reached;
      }
      return;
    } catch (error) {
      if (!isMissing(error) || reached === undefined || reached === upTo) throw error;
      upTo = reached;
    }
  }
}

/**
 * Reads everything within the bounds, with a checkpoint after every page. What changes meanwhile is left to the events
 * of the next read: the cursor is the moment before this read began.
 *
 * @param interrupted state of a full read that did not get to its end
 */
export async function* readAll(
  reading: Reading,
  interrupted: StripeState | undefined,
): AsyncGenerator<Message> {
  const { bounds, context } = reading;
  const cursor = interrupted?.cursor ?? reading.startedAt;
  let newest = interrupted?.newest;
  let count = 0;
  for await (const object of listThrough(reading, filterOf(bounds, { upTo: interrupted?.resume }))) {
    yield await messageFor(reading, object);
    count++;
    const created = createdOf(object);
    if (created !== undefined) newest = Math.max(newest ?? created, created);
    // What a limit cuts short was not read: no checkpoint may say so.
    if (context.limit !== undefined && count >= context.limit) return;
    if (count % reading.pageSize === 0 && created !== undefined && newest !== undefined) {
      yield checkpoint({ ...bounds, cursor, newest, resume: created });
    }
  }
  yield checkpoint({ ...bounds, cursor, ...(newest === undefined ? {} : { newest }) });
}
