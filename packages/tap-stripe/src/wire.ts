import {
  asObject,
  type HttpClient,
  type Json,
  type JsonObject,
  ownProperty,
  PageLoopError,
} from "@lorchestra/tap-kit";
import type { Stripe } from "stripe";
import { StripeAnswerError } from "./errors.ts";

/**
 * Carries the requests of Stripe's client over the tap's HTTP client, so that one mechanism retries, paces and times
 * out. Stripe's client gets stand-ins with the fields that it needs for paging; the objects themselves are kept as
 * they came, because the client turns decimal texts in them into objects of its own.
 */
export interface Wire {
  /** For the `httpClient` option of Stripe's client. */
  readonly httpClient: Stripe.HttpClient;
  /** The object that a stand-in stands for. */
  objectOf(standIn: object): JsonObject;
}

type StandIn = { readonly id?: string };
type Answer =
  | StandIn
  | { readonly object: "list"; readonly data: readonly StandIn[]; readonly has_more: boolean };

/** Path without its query, for messages. */
function place(path: string): string {
  return path.split("?")[0] ?? path;
}

/** Stripe's own error for an object that Stripe's client could not page on from. */
function checkList(path: string, items: readonly Json[], hasMore: Json | undefined): void {
  if (typeof hasMore !== "boolean")
    throw new StripeAnswerError(place(path), "is a list that does not say whether it ends");
  if (!hasMore) return;
  const id = ownProperty(items.at(-1), "id");
  if (items.length === 0)
    throw new StripeAnswerError(place(path), "is an empty list that says there is more");
  if (typeof id !== "string" || id === "") {
    throw new StripeAnswerError(place(path), "ends with an object without an id though there is more");
  }
}

/** A wire for one read of one stream. */
export function createWire(http: HttpClient, signal: AbortSignal): Wire {
  const objects = new WeakMap<object, JsonObject>();
  const asked = new Set<string>();

  const standInFor = (value: Json): StandIn => {
    const object = asObject(value) ?? {};
    const id = ownProperty(object, "id");
    const standIn = typeof id === "string" ? { id } : {};
    objects.set(standIn, object);
    return standIn;
  };

  const answerTo = (path: string, body: Json): Answer => {
    const object = asObject(body);
    if (object === undefined) throw new StripeAnswerError(place(path), "is not an object");
    if (ownProperty(object, "object") !== "list") return standInFor(object);
    const items = ownProperty(object, "data");
    const hasMore = ownProperty(object, "has_more");
    if (!Array.isArray(items)) throw new StripeAnswerError(place(path), "is a list without data");
    checkList(path, items, hasMore);
    return { object: "list", data: items.map(standInFor), has_more: hasMore === true };
  };

  const get = async (path: string): Promise<Answer> => {
    // Within one read no page is asked for twice, unless a page came again.
    if (path.includes("starting_after=")) {
      if (asked.has(path)) throw new PageLoopError(place(path));
      asked.add(path);
    }
    return answerTo(path, await http.getJson(path.replace(/^\//, ""), undefined, signal));
  };

  const httpClient: Stripe.HttpClient = {
    getClientName: () => "lorchestra",
    makeRequest: async (_host, _port, path, method) => {
      if (method !== "GET")
        throw new StripeAnswerError(place(path), "was not asked for: this tap only reads");
      const answer = await get(path);
      return {
        getStatusCode: () => 200,
        getHeaders: () => ({}),
        getRawResponse: () => ({}),
        toStream: () => {
          throw new StripeAnswerError(place(path), "is no stream");
        },
        toJSON: async () => answer,
      };
    },
  };
  return { httpClient, objectOf: (standIn) => objects.get(standIn) ?? {} };
}
