import { type JsonObject, type Message, ownProperty } from "@lorchestra/tap-kit";
import { isMissing } from "./account.ts";
import { createdOf, isWithin } from "./bounds.ts";
import { type Changes, changesSince } from "./changes.ts";
import { listThrough } from "./read-all.ts";
import { checkpoint, filterOf, gone, messageFor, type Reading } from "./reading.ts";
import type { StripeState } from "./state.ts";

async function* refundsOfCharges(reading: Reading, charges: ReadonlySet<string>): AsyncGenerator<JsonObject> {
  for (const charge of charges) {
    try {
      yield* reading.account.refundsOf(charge);
    } catch (error) {
      if (!isMissing(error)) throw error;
      reading.context.log("warning", "stripe refunds: a charge that an event names is gone");
    }
  }
}

/** An object that events name, as it is now. */
async function* readNamed(reading: Reading, id: string, deleted: boolean): AsyncGenerator<Message> {
  const { account, kind, bounds } = reading;
  const object = await account.retrieve(kind, id);
  if (object === undefined) {
    yield deleted ? { type: "delete", key: { id } } : gone(id);
  } else if (ownProperty(object, "deleted") === true) {
    yield { type: "delete", key: { id } };
  } else if (isWithin(bounds, object)) {
    const message = await messageFor(reading, object);
    yield deleted && message.type === "problem" ? { type: "delete", key: { id } } : message;
  }
}

/**
 * Deletions that events still tell of, from a moment on. For a full read after a gap: lists leave out what was deleted,
 * so that only events can say it.
 */
export async function* readDeletions(reading: Reading, from: number): AsyncGenerator<Message> {
  const changes = await changesSince(reading.account, reading.kind, from);
  for (const [id, deleted] of changes.objects) if (deleted) yield* readNamed(reading, id, deleted);
}

/** What was made since the newest object that is known, and what events name: each object once. */
async function* readOnce(
  reading: Reading,
  newest: number | undefined,
  changes: Changes,
): AsyncGenerator<Message> {
  const seen = new Set<string>();
  const isNew = (object: JsonObject): boolean => {
    const id = ownProperty(object, "id");
    if (typeof id !== "string") return true;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  };
  for await (const object of listThrough(reading, filterOf(reading.bounds, { from: newest }))) {
    if (isNew(object)) yield await messageFor(reading, object);
  }
  for await (const object of refundsOfCharges(reading, changes.charges)) {
    if (isWithin(reading.bounds, object) && isNew(object)) yield await messageFor(reading, object);
  }
  for (const [id, deleted] of changes.objects) {
    if (!seen.has(id)) yield* readNamed(reading, id, deleted);
  }
}

/**
 * Reads what changed since the state: lists tell of new objects only, so events name the changed ones and each of them
 * is read again. Starts a little before the cursor, and at the newest known object.
 */
export async function* readChanges(reading: Reading, state: StripeState): AsyncGenerator<Message> {
  const { bounds, context, startedAt } = reading;
  const changes = await changesSince(reading.account, reading.kind, state.cursor - reading.lookback);
  let { newest } = state;
  let count = 0;
  for await (const message of readOnce(reading, newest, changes)) {
    yield message;
    count++;
    const created = message.type === "record" ? createdOf(message.record) : undefined;
    if (created !== undefined) newest = Math.max(newest ?? created, created);
    if (context.limit !== undefined && count >= context.limit) return;
  }
  yield checkpoint({ ...bounds, cursor: startedAt, ...(newest === undefined ? {} : { newest }) });
}
