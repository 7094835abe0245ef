import { defineTap, type Stream } from "@lorchestra/tap-kit";
import type { StripeKind } from "./account.ts";
import { configSchema, type StripeTapConfig } from "./config.ts";
import { type ConnectionOptions, createConnection } from "./connection.ts";
import { createStream } from "./stream.ts";

const KINDS: readonly StripeKind[] = ["customers", "invoices", "payment_intents", "refunds"];

/** The streams of an account. They share one connection. */
export function stripeStreams(config: StripeTapConfig, options: ConnectionOptions = {}): readonly Stream[] {
  const connection = createConnection(config, options);
  return KINDS.map((kind) => createStream(kind, config, connection));
}

/** Customers, invoices, payment intents and refunds of a Stripe account: all of them once, then what changes. */
export const tap = defineTap<StripeTapConfig>({
  name: "stripe",
  description: "Customers, invoices, payment intents and refunds of a Stripe account",
  sourceSystem: "stripe",
  configSchema,
  streams: (config) => stripeStreams(config),
});
