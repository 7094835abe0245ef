import { type Context, Hono } from "hono";
import type { JsonObject } from "../json.ts";
import { type FormsStore, pageOrder } from "./forms-store.ts";
import type { TokenIssuer } from "./tokens.ts";

const STATUS_NAMES = { 400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 404: "NOT_FOUND" } as const;

/** An error body in Google's form: https://cloud.google.com/apis/design/errors#http_mapping */
export function googleError(code: number, status: string, message: string): JsonObject {
  return { error: { code, message, status } };
}

function fail(c: Context, code: keyof typeof STATUS_NAMES, message: string): Response {
  return c.json(googleError(code, STATUS_NAMES[code], message), code);
}

interface PageToken {
  readonly filter: string;
  /** Where the page before ended. */
  readonly after: string;
  /** How many empty pages came at this place: their tokens differ, as Google's would. */
  readonly empty: number;
}

/** A page token: opaque to clients; it carries the filter, which must not change while paging. */
export function writePageToken({ filter, after, empty }: PageToken): string {
  return Buffer.from(JSON.stringify([filter, after, empty]), "utf8").toString("base64url");
}

/** Reads a page token of {@link writePageToken}; undefined for anything else. */
export function readPageToken(token: string): PageToken | undefined {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (!/^\["[^"\\]*","[^"\\]*",\d+\]$/.test(text)) return undefined;
  const [filter, after, empty]: unknown[] = JSON.parse(text);
  const valid = typeof filter === "string" && typeof after === "string" && typeof empty === "number";
  return valid ? { filter, after, empty } : undefined;
}

const FILTER = /^timestamp (>=?) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;

/** Comparable text of an RFC 3339 UTC time: seconds, then nine digits of the fraction. */
function comparable(seconds: string, fraction: string | undefined): string {
  return `${seconds}.${(fraction ?? "").padEnd(9, "0")}`;
}

function submittedTime(response: JsonObject): string {
  const [seconds = "", fraction] = String(response.lastSubmittedTime).replace("Z", "").split(".");
  return comparable(seconds, fraction);
}

/** A test for `timestamp > T` and `timestamp >= T`; undefined for a filter that Google would refuse. */
function filterTest(filter: string): ((response: JsonObject) => boolean) | undefined {
  if (filter === "") return () => true;
  const match = FILTER.exec(filter);
  const [, operator, seconds = "", fraction] = match ?? [];
  if (match === null) return undefined;
  const bound = comparable(seconds, fraction);
  return (response) =>
    operator === ">=" ? submittedTime(response) >= bound : submittedTime(response) > bound;
}

function listResponses(c: Context, store: FormsStore, formId: string): Response {
  const sizeText = c.req.query("pageSize") ?? "0";
  const filter = c.req.query("filter") ?? "";
  const token = c.req.query("pageToken") ?? "";
  const test = filterTest(filter);
  if (!/^\d{1,6}$/.test(sizeText)) return fail(c, 400, "Invalid value at 'page_size'.");
  if (test === undefined) return fail(c, 400, "Invalid filter.");
  const read = token === "" ? { filter, after: "" } : readPageToken(token);
  if (read === undefined || read.filter !== filter) return fail(c, 400, "Invalid page token.");
  const size = Math.min(5000, Number(sizeText) || 5000);
  const rest = store
    .responses(formId)
    .filter((response) => pageOrder(String(response.responseId)) > read.after && test(response));
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const body: JsonObject = page.length === 0 ? {} : { responses: page };
  if (rest.length <= size || last === undefined) return c.json(body);
  return c.json({
    ...body,
    nextPageToken: writePageToken({ filter, after: pageOrder(String(last.responseId)), empty: 0 }),
  });
}

/** The imitation of the Google Forms API, to be mounted at `/forms`. */
export function formsRoutes(store: FormsStore, tokens: TokenIssuer): Hono {
  const app = new Hono();
  app.use("*", async (c, next) => {
    const [scheme = "", token = ""] = (c.req.header("authorization") ?? "").split(" ");
    if (scheme.toLowerCase() !== "bearer" || !tokens.accepts(token)) {
      return fail(c, 401, "Request had invalid authentication credentials.");
    }
    await next();
    return undefined;
  });
  app.get("/v1/forms/:formId", (c) => {
    const definition = store.definition(c.req.param("formId"));
    return definition === undefined ? fail(c, 404, "Requested entity was not found.") : c.json(definition);
  });
  app.get("/v1/forms/:formId/responses", (c) => {
    const formId = c.req.param("formId");
    if (store.definition(formId) === undefined) return fail(c, 404, "Requested entity was not found.");
    return listResponses(c, store, formId);
  });
  app.notFound((c) => fail(c, 404, "Not found."));
  return app;
}

/** Google's token endpoint, to be mounted at the root: `POST /token`. */
export function tokenRoutes(tokens: TokenIssuer): Hono {
  const app = new Hono();
  app.post("/token", async (c) => {
    const answer = tokens.answer(new URLSearchParams(await c.req.text()));
    return c.json(answer.body, answer.status);
  });
  return app;
}
