import { Hono } from "hono";
import type { Clock } from "../clock.ts";
import type { JsonObject } from "../json.ts";
import { listBody, ParameterError, pageOf } from "./listing.ts";
import { rendered, type StripeCollection, type StripeStore } from "./store.ts";

/** How long `/v1/events` looks back, in seconds. */
export const EVENT_WINDOW_SECONDS: number = 30 * 86_400;

/** What each list can be filtered by, besides `created`. */
const FILTERS: readonly (readonly [collection: StripeCollection, fields: readonly string[]])[] = [
  ["customers", ["email"]],
  ["invoices", ["customer", "status"]],
  ["payment_intents", ["customer"]],
  ["charges", ["customer", "payment_intent"]],
  ["refunds", ["charge", "payment_intent"]],
  ["events", ["type"]],
];

/** An error body in Stripe's form: https://docs.stripe.com/api/errors */
export function stripeError(type: string, message: string, more: JsonObject = {}): JsonObject {
  return { error: { type, message, ...more } };
}

function keyOf(header: string | undefined): string | undefined {
  const [scheme = "", value = ""] = (header ?? "").split(" ");
  if (scheme.toLowerCase() === "bearer") return value;
  if (scheme.toLowerCase() === "basic") return Buffer.from(value, "base64").toString("utf8").split(":")[0];
  return undefined;
}

function missing(kind: string, id: string): JsonObject {
  const message = `No such ${kind.replace(/s$/, "")}: '${id.slice(0, 60)}'`;
  return stripeError("invalid_request_error", message, { code: "resource_missing", param: "id" });
}

function addCollection(
  app: Hono,
  store: StripeStore,
  clock: Clock,
  [collection, fields]: (typeof FILTERS)[number],
): void {
  const visible = (record: JsonObject): boolean =>
    collection !== "events" || Number(record.created) > clock.seconds() - EVENT_WINDOW_SECONDS;
  app.get(`/${collection}`, (c) => {
    const records = store.list(collection).filter(visible);
    const page = pageOf(records, new URL(c.req.url).searchParams, fields);
    const data = page.data.map((record) => rendered(store, record));
    return c.json(listBody({ data, hasMore: page.hasMore }, `/v1/${collection}`));
  });
  app.get(`/${collection}/:id`, (c) => {
    const id = c.req.param("id");
    const record = store.find(collection, id);
    if (record !== undefined && visible(record)) return c.json(rendered(store, record));
    if (collection === "customers" && store.deletedCustomers.has(id)) {
      return c.json({ id, object: "customer", deleted: true });
    }
    return c.json(missing(collection, id), 404);
  });
}

/** The imitation of Stripe's API, to be mounted at `/v1`. It only reads; changes come from the sandbox's control. */
export function stripeRoutes(store: StripeStore, clock: Clock, apiKey: string): Hono {
  const app = new Hono();
  app.use("*", async (c, next) => {
    const key = keyOf(c.req.header("authorization"));
    if (key !== apiKey) {
      const message = key === undefined ? "You did not provide an API key." : "Invalid API Key provided.";
      return c.json(stripeError("invalid_request_error", message), 401);
    }
    c.header("Stripe-Version", c.req.header("stripe-version") ?? "2026-10-28.endive");
    await next();
    return undefined;
  });
  app.onError((error, c) => {
    if (!(error instanceof ParameterError)) throw error;
    const code = error.reason === undefined ? {} : { code: error.reason };
    return c.json(stripeError("invalid_request_error", error.message, { param: error.param, ...code }), 400);
  });
  for (const filter of FILTERS) addCollection(app, store, clock, filter);
  app.get("/invoices/:id/lines", (c) => {
    const id = c.req.param("id");
    if (store.find("invoices", id) === undefined) return c.json(missing("invoices", id), 404);
    const page = pageOf(store.lines(id), new URL(c.req.url).searchParams, []);
    return c.json(listBody(page, `/v1/invoices/${id}/lines`));
  });
  app.notFound((c) => {
    const message = `Unrecognized request URL (${c.req.method}).`;
    return c.json(stripeError("invalid_request_error", message), 404);
  });
  return app;
}
