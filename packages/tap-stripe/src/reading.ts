import { type JsonObject, type Message, ownProperty, type ReadContext } from "@lorchestra/tap-kit";
import type { Account, ListFilter, StripeKind } from "./account.ts";
import type { Bounds } from "./bounds.ts";
import { withAllLines } from "./invoice-lines.ts";
import { type StripeState, stateJson } from "./state.ts";

/** What one read of one stream works with. */
export interface Reading {
  readonly kind: StripeKind;
  readonly account: Account;
  readonly pageSize: number;
  /** Seconds before the cursor from which events are read again. */
  readonly lookback: number;
  readonly context: ReadContext;
  readonly bounds: Bounds;
  /** Stripe's time when this read began, in seconds. */
  readonly startedAt: number;
}

/** A checkpoint for a state. */
export function checkpoint(state: StripeState): Message {
  return { type: "checkpoint", state: stateJson(state) };
}

/** An object that was there a moment ago. */
export function gone(id: string): Message {
  return { type: "problem", key: { id }, reason: "gone_before_read" };
}

/** An object as the message that it becomes: a problem when it has no id or vanished while its lines were read. */
export async function messageFor(
  { kind, account }: Pick<Reading, "kind" | "account">,
  object: JsonObject,
): Promise<Message> {
  const id = ownProperty(object, "id");
  if (typeof id !== "string" || id === "") {
    return { type: "problem", reason: "no_id", detail: `an object in the list of ${kind} has no id` };
  }
  const record = kind === "invoices" ? await withAllLines(account, object) : object;
  return record === undefined ? gone(id) : { type: "record", record };
}

/** The bounds as a filter of a list, narrowed to objects made at or after `from` and at or before `upTo`. */
export function filterOf(
  { since, until }: Bounds,
  { from, upTo }: { readonly from?: number | undefined; readonly upTo?: number | undefined },
): ListFilter {
  const lower = [since, from].filter((value) => value !== undefined);
  return {
    ...(lower.length === 0 ? {} : { gte: Math.max(...lower) }),
    ...(until === undefined ? {} : { lt: until }),
    ...(upTo === undefined ? {} : { lte: upTo }),
  };
}
