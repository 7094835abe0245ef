import { HttpStatusError, type JsonObject, ownProperty } from "@lorchestra/tap-kit";
import type { Stripe } from "stripe";
import type { StripeTapConfig } from "./config.ts";
import { STRIPE_API_VERSION } from "./connection.ts";
import type { Wire } from "./wire.ts";

/** What a list can be narrowed to; times in seconds since 1970. */
export interface ListFilter {
  readonly gte?: number;
  readonly lte?: number;
  readonly lt?: number;
}

/** The kinds of objects that are streams. */
export type StripeKind = "customers" | "invoices" | "payment_intents" | "refunds";

/** The account as a read needs it: objects as Stripe sent them. Errors are those of the tap's HTTP client. */
export interface Account {
  /** Newest first. */
  list(kind: StripeKind, created: ListFilter): AsyncIterable<JsonObject>;
  /** The object, `{id, deleted: true}` for a deleted customer, undefined when Stripe does not know the id. */
  retrieve(kind: StripeKind, id: string): Promise<JsonObject | undefined>;
  refundsOf(charge: string): AsyncIterable<JsonObject>;
  linesOf(invoice: string): AsyncIterable<JsonObject>;
  /** Newest first. */
  events(types: readonly string[], created: ListFilter): AsyncIterable<JsonObject>;
  /** One cheap request. */
  touch(): Promise<void>;
}

/** Stripe's client wraps what went wrong on the wire; this gives it back. */
function unwrapped(error: unknown): unknown {
  if (typeof error === "object" && error !== null && "detail" in error && error.detail instanceof Error) {
    return error.detail;
  }
  return error;
}

/** Whether Stripe does not know the object that a request named. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof HttpStatusError)) return false;
  return error.status === 404 || (error.status === 400 && error.serviceCode === "resource_missing");
}

type Lists = { [K in StripeKind]: (params: Stripe.RangeQueryParam) => AsyncIterable<object> };

function listsOf(stripe: Stripe, limit: number): Lists {
  return {
    customers: (created) => stripe.customers.list({ created, limit }),
    invoices: (created) => stripe.invoices.list({ created, limit }),
    payment_intents: (created) => stripe.paymentIntents.list({ created, limit }),
    refunds: (created) => stripe.refunds.list({ created, limit }),
  };
}

function retrieveFrom(stripe: Stripe, kind: StripeKind, id: string): Promise<object> {
  switch (kind) {
    case "customers":
      return stripe.customers.retrieve(id);
    case "invoices":
      return stripe.invoices.retrieve(id);
    case "payment_intents":
      return stripe.paymentIntents.retrieve(id);
    case "refunds":
      return stripe.refunds.retrieve(id);
  }
}

/** Opens the account with Stripe's own client, which is loaded only now: it costs 140 ms. */
export async function openAccount(config: StripeTapConfig, wire: Wire): Promise<Account> {
  const { default: StripeClient } = await import("stripe");
  const stripe = new StripeClient(config.api_key, {
    apiVersion: STRIPE_API_VERSION,
    httpClient: wire.httpClient,
    maxNetworkRetries: 0,
    telemetry: false,
  });
  const limit = config.page_size;
  const lists = listsOf(stripe, limit);
  async function* objects(standIns: AsyncIterable<object>): AsyncGenerator<JsonObject> {
    try {
      for await (const standIn of standIns) yield wire.objectOf(standIn);
    } catch (error) {
      throw unwrapped(error);
    }
  }
  return {
    list: (kind, created) => objects(lists[kind]({ ...created })),
    retrieve: async (kind, id) => {
      try {
        const object = wire.objectOf(await retrieveFrom(stripe, kind, id));
        return ownProperty(object, "id") === id ? object : undefined;
      } catch (error) {
        const cause = unwrapped(error);
        if (isMissing(cause)) return undefined;
        throw cause;
      }
    },
    refundsOf: (charge) => objects(stripe.refunds.list({ charge, limit })),
    linesOf: (invoice) => objects(stripe.invoices.listLineItems(invoice, { limit: 100 })),
    events: (types, created) =>
      objects(stripe.events.list({ types: [...types], created: { ...created }, limit: 100 })),
    touch: async () => {
      try {
        await stripe.events.list({ limit: 1 });
      } catch (error) {
        throw unwrapped(error);
      }
    },
  };
}
