import { SandboxError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import type { StripeRecord } from "./records.ts";

/** A page of records as Stripe lists them: the records asked for and whether there are more in that direction. */
export interface Page {
  readonly data: readonly StripeRecord[];
  readonly hasMore: boolean;
}

/** A parameter that Stripe would refuse, with the name of it. */
export class ParameterError extends SandboxError {
  readonly param: string;
  readonly reason: string | undefined;
  constructor(param: string, message: string, reason?: string) {
    super("invalid_request", message);
    this.param = param;
    this.reason = reason;
  }
}

const PAGING = new Set(["limit", "starting_after", "ending_before", "expand[]", "expand[0]"]);
const CREATED = /^created(?:\[(gte|gt|lte|lt)\])?$/;
const TYPES = /^types\[\d*\]$/;

function integerOf(params: URLSearchParams, name: string): number {
  const text = params.get(name) ?? "";
  if (!/^-?\d{1,15}$/.test(text)) throw new ParameterError(name, `Invalid integer: ${text.slice(0, 20)}`);
  return Number(text);
}

/** The filters that a request names, as one test. Unknown parameters are refused, as Stripe refuses them. */
function filterOf(params: URLSearchParams, fields: readonly string[]): (record: StripeRecord) => boolean {
  const tests: ((record: StripeRecord) => boolean)[] = [];
  const types = [...params].filter(([name]) => TYPES.test(name)).map(([, value]) => value);
  for (const name of new Set(params.keys())) {
    const bound = CREATED.exec(name);
    if (bound !== null) {
      const seconds = integerOf(params, name);
      const created = (record: StripeRecord): number => Number(record.created);
      if (bound[1] === "gte") tests.push((record) => created(record) >= seconds);
      else if (bound[1] === "gt") tests.push((record) => created(record) > seconds);
      else if (bound[1] === "lte") tests.push((record) => created(record) <= seconds);
      else if (bound[1] === "lt") tests.push((record) => created(record) < seconds);
      else tests.push((record) => created(record) === seconds);
    } else if (fields.includes(name)) {
      const value = params.get(name);
      tests.push((record) => record[name] === value);
    } else if (!PAGING.has(name) && !(TYPES.test(name) && fields.includes("type"))) {
      throw new ParameterError(name, `Received unknown parameter: ${name.slice(0, 40)}`, "parameter_unknown");
    }
  }
  if (types.length > 20) throw new ParameterError("types", "You can list at most 20 types.");
  if (types.length > 0) tests.push((record) => types.includes(String(record.type)));
  return (record) => tests.every((test) => test(record));
}

function positionOf(records: readonly StripeRecord[], params: URLSearchParams, name: string): number {
  const id = params.get(name) ?? "";
  const index = records.findIndex((record) => record.id === id);
  if (index < 0) throw new ParameterError(name, `No such object: '${id.slice(0, 60)}'`, "resource_missing");
  return index;
}

/**
 * Cuts a page out of records that are newest first: `limit` (1 to 100, default 10), `starting_after`, `ending_before`,
 * `created` with its comparisons, and equality of `fields`.
 */
export function pageOf(
  records: readonly StripeRecord[],
  params: URLSearchParams,
  fields: readonly string[],
): Page {
  const limit = params.has("limit") ? integerOf(params, "limit") : 10;
  if (limit < 1 || limit > 100) throw new ParameterError("limit", "This value must be between 1 and 100.");
  const matches = filterOf(params, fields);
  if (params.has("ending_before")) {
    const before = records.slice(0, positionOf(records, params, "ending_before")).filter(matches);
    return { data: before.slice(-limit), hasMore: before.length > limit };
  }
  const start = params.has("starting_after") ? positionOf(records, params, "starting_after") + 1 : 0;
  const after = records.slice(start).filter(matches);
  return { data: after.slice(0, limit), hasMore: after.length > limit };
}

/** The body of a list answer. */
export function listBody(page: Page, url: string): JsonObject {
  return { object: "list", data: page.data, has_more: page.hasMore, url };
}
