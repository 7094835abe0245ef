import type { HttpClient, Message, ReadContext, Stream } from "@lorchestra/tap-kit";
import { openAccount, type StripeKind } from "./account.ts";
import { boundsOf, contains } from "./bounds.ts";
import type { StripeTapConfig } from "./config.ts";
import { readAll } from "./read-all.ts";
import { readChanges, readDeletions } from "./read-changes.ts";
import type { Reading } from "./reading.ts";
import { parseState, type StripeState } from "./state.ts";
import { createWire } from "./wire.ts";

/** Stripe keeps events for 30 days; a day is left for clocks and for a read that takes long. */
const EVENT_WINDOW_SECONDS = 29 * 86_400;

/** The kept state where this read can go on from it; otherwise undefined, and a word why. */
function usable(reading: Reading): StripeState | undefined {
  const { context, bounds, kind, startedAt } = reading;
  if (context.state === undefined) return undefined;
  const state = parseState(context.state);
  const again = (why: string): undefined => {
    context.log("warning", `stripe ${kind}: ${why}; reading everything again`);
  };
  if (state === undefined) return again("the kept state is not one of this tap");
  if (!contains(state, bounds)) return again("more is asked for than was read before");
  if (startedAt - state.cursor >= EVENT_WINDOW_SECONDS) {
    return again("the last read is longer ago than Stripe keeps events");
  }
  return state;
}

async function* read(
  kind: StripeKind,
  config: StripeTapConfig,
  connection: HttpClient,
  context: ReadContext,
): AsyncGenerator<Message> {
  const account = await openAccount(config, createWire(connection, context.signal));
  // Before anything else: what changes from here on has an event at or after this time.
  await account.touch();
  const startedAt = Math.floor((connection.sourceTime() ?? context.now()).getTime() / 1000);
  const { page_size: pageSize, lookback } = config;
  const reading: Reading = {
    kind,
    account,
    pageSize,
    lookback,
    context,
    bounds: boundsOf(context),
    startedAt,
  };
  const state = usable(reading);
  if (state !== undefined && state.resume === undefined) {
    yield* readChanges(reading, state);
    return;
  }
  // Something was read before that may be deleted by now.
  if (context.state !== undefined) yield* readDeletions(reading, startedAt - EVENT_WINDOW_SECONDS);
  yield* readAll(reading, state);
}

const OBJECT_TYPES: { readonly [kind in StripeKind]: string } = {
  customers: "customer",
  invoices: "invoice",
  payment_intents: "payment_intent",
  refunds: "refund",
};

/** One of the tap's streams over a connection. */
export function createStream(kind: StripeKind, config: StripeTapConfig, connection: HttpClient): Stream {
  return {
    name: kind,
    keyProperties: ["id"],
    objectType: OBJECT_TYPES[kind],
    schema: {
      type: "object",
      required: ["id"],
      properties: {
        id: { type: "string" },
        object: { type: "string" },
        created: { type: "integer", description: "Seconds since 1970." },
      },
    },
    read: (context) => read(kind, config, connection, context),
  };
}
