import { SandboxError } from "../errors.ts";
import type { Fault, FaultKind } from "../faults/fault.ts";
import type { Answers } from "../google/forms-store.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import type { CustomerInput, LineInput } from "../stripe/records.ts";

function refuse(name: string, wanted: string): SandboxError {
  return new SandboxError("invalid_request", `\`${name}\` must be ${wanted}.`);
}

/** A text argument that must be there. */
export function textArgument(body: JsonObject, name: string): string {
  const value = body[name];
  if (typeof value !== "string" || value === "") throw refuse(name, "a text");
  return value;
}

/** A number argument, or undefined when it is left out. */
export function numberArgument(body: JsonObject, name: string): number | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) throw refuse(name, "a number >= 0");
  return value;
}

/** A number argument that must be there. */
export function requiredNumber(body: JsonObject, name: string): number {
  const value = numberArgument(body, name);
  if (value === undefined) throw refuse(name, "a number >= 0");
  return value;
}

/** An object argument that must be there. */
export function objectArgument(body: JsonObject, name: string): JsonObject {
  const value = body[name];
  if (!isJsonObject(value)) throw refuse(name, "an object");
  return value;
}

/** The fields of a customer: texts, and metadata of texts. */
export function customerArgument(body: JsonObject): CustomerInput {
  const fields: Record<string, string> = {};
  for (const name of ["name", "email", "phone", "description"]) {
    if (body[name] !== undefined) fields[name] = textArgument(body, name);
  }
  if (body.metadata === undefined) return fields;
  const metadata = objectArgument(body, "metadata");
  return {
    ...fields,
    metadata: Object.fromEntries(Object.keys(metadata).map((key) => [key, textArgument(metadata, key)])),
  };
}

/** Lines of an invoice: `[{"description", "unitAmount", "quantity"?}]`. */
export function linesArgument(body: JsonObject): LineInput[] {
  const { lines } = body;
  if (!Array.isArray(lines)) throw refuse("lines", "a list");
  return lines.map((line: unknown) => {
    if (!isJsonObject(line)) throw refuse("lines", "a list of objects");
    const quantity = numberArgument(line, "quantity") ?? 1;
    return {
      description: textArgument(line, "description"),
      unitAmount: requiredNumber(line, "unitAmount"),
      quantity,
    };
  });
}

/** Answers by question id: `{"1a2b3c4d": ["Several days"]}`. */
export function answersArgument(body: JsonObject): Answers {
  const answers = objectArgument(body, "answers");
  const read = Object.entries(answers).map(([questionId, values]) => {
    if (!Array.isArray(values)) throw refuse("answers", "lists of texts by question id");
    const texts = values.map((value: unknown) => {
      if (typeof value !== "string") throw refuse("answers", "lists of texts by question id");
      return value;
    });
    return [questionId, texts] as const;
  });
  return Object.fromEntries(read);
}

function faultKind(body: JsonObject): FaultKind {
  const kind = textArgument(body, "kind");
  switch (kind) {
    case "status": {
      const status = requiredNumber(body, "status");
      if (!Number.isInteger(status) || status < 400 || status > 599)
        throw refuse("status", "from 400 to 599");
      const { retryAfter } = body;
      if (retryAfter === undefined) return { kind, status };
      if (typeof retryAfter !== "number" && typeof retryAfter !== "string")
        throw refuse("retryAfter", "seconds or a date");
      return { kind, status, retryAfter };
    }
    case "drip": {
      const bytes = requiredNumber(body, "bytes");
      if (!Number.isInteger(bytes) || bytes < 1) throw refuse("bytes", "a whole number above 0");
      return { kind, bytes, milliseconds: requiredNumber(body, "milliseconds") };
    }
    case "reset":
    case "truncated":
    case "html":
    case "silence":
    case "empty_page":
    case "repeat_page":
      return { kind };
    default:
      throw refuse("kind", "status, reset, truncated, html, drip, silence, empty_page or repeat_page");
  }
}

/** A fault: `{"kind": "status", "status": 429, "retryAfter": 1, "path": "/v1/", "skip": 0, "times": 1}`. */
export function faultArgument(body: JsonObject): Fault {
  const skip = numberArgument(body, "skip") ?? 0;
  const times = numberArgument(body, "times") ?? 1;
  const path = body.path === undefined ? "/" : textArgument(body, "path");
  return { ...faultKind(body), skip, times, path };
}
