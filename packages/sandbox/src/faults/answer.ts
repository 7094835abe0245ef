import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { googleError, readPageToken, writePageToken } from "../google/routes.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { stripeError } from "../stripe/routes.ts";
import type { FaultKind } from "./fault.ts";

const GOOGLE_STATUS: { readonly [status: number]: string } = {
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
};

function errorBody(path: string, status: number): JsonObject {
  if (path.startsWith("/v1/")) {
    const limited = status === 429;
    const type = status >= 500 ? "api_error" : "invalid_request_error";
    return stripeError(type, `A fault of the sandbox: ${status}.`, limited ? { code: "rate_limit" } : {});
  }
  return googleError(status, GOOGLE_STATUS[status] ?? "UNKNOWN", `A fault of the sandbox: ${status}.`);
}

/** The answer of a `status` fault. */
export function statusAnswer(path: string, fault: FaultKind & { kind: "status" }): Response {
  const headers = new Headers({ "Content-Type": "application/json" });
  const { retryAfter } = fault;
  if (retryAfter !== undefined) {
    headers.set("Retry-After", retryAfter instanceof Date ? retryAfter.toUTCString() : String(retryAfter));
  }
  return new Response(JSON.stringify(errorBody(path, fault.status)), { status: fault.status, headers });
}

/** The answer of an `html` fault. */
export function htmlAnswer(): Response {
  const html = "<!doctype html><title>Sign in</title><p>Please sign in to use this network.</p>";
  return new Response(html, { status: 200, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

function listingOf(url: URL): { readonly filter: string; readonly token: string | undefined } {
  const { searchParams } = url;
  return { filter: searchParams.get("filter") ?? "", token: searchParams.get("pageToken") ?? undefined };
}

/** A page of a list without its entries, which promises more. */
export function emptiedPage(url: URL, body: unknown): JsonObject {
  if (isJsonObject(body) && body.object === "list") return { ...body, data: [], has_more: true };
  const { filter, token } = listingOf(url);
  const at = token === undefined ? undefined : readPageToken(token);
  const { after, empty } = at ?? { after: "", empty: 0 };
  return { nextPageToken: writePageToken({ filter, after, empty: empty + 1 }) };
}

/** The page before, again: Stripe's says there are more, Google's hands out the token that led here. */
export function repeatedPage(url: URL, body: unknown, before: JsonObject | undefined): JsonObject {
  const page = before ?? (isJsonObject(body) ? body : {});
  if (page.object === "list") return { ...page, has_more: true };
  const { filter, token } = listingOf(url);
  return { ...page, nextPageToken: token ?? writePageToken({ filter, after: "", empty: 0 }) };
}

/**
 * Sends an answer badly, straight to the socket. Resolves when it is on its way; `silence` sends nothing and leaves the
 * connection to the client.
 */
export async function sendBadly(outgoing: ServerResponse, answer: Response, fault: FaultKind): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  const headers: Record<string, string> = Object.fromEntries(answer.headers);
  const half = body.subarray(0, Math.floor(body.length / 2));
  if (fault.kind === "reset") {
    outgoing.writeHead(answer.status, { ...headers, "content-length": String(body.length) });
    await new Promise<void>((sent) => {
      outgoing.write(half, () => sent());
    });
    outgoing.socket?.resetAndDestroy();
  } else if (fault.kind === "truncated") {
    outgoing.writeHead(answer.status, { ...headers, "content-length": String(half.length) });
    outgoing.end(half);
  } else if (fault.kind === "drip") {
    outgoing.writeHead(answer.status, { ...headers, "content-length": String(body.length) });
    for (let at = 0; at < body.length && !outgoing.destroyed; at += fault.bytes) {
      outgoing.write(body.subarray(at, at + fault.bytes));
      await pause(fault.milliseconds);
    }
    outgoing.end();
  }
}
