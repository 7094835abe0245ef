import canonicalize from "canonicalize";
import { IdemKeyError } from "./errors.ts";

/**
 * Canonical JSON (RFC 8785): one text for one value, whatever the order of its keys. Depth is limited by memory only.
 *
 * @throws IdemKeyError `canonical_json` for what has no canonical form: a lone surrogate, NaN, Infinity, a bigint, a
 * cycle, undefined
 *
 * @example
 * canonicalJson({ b: 1, a: [2, "x"] }); // '{"a":[2,"x"],"b":1}'
 */
export function canonicalJson(value: unknown): string {
  const ordered = orderKeys(value, 0);
  if (ordered !== notOrdinary) {
    const text = JSON.stringify(ordered);
    // JSON.stringify escapes lone surrogates, RFC 8785 refuses them: let `canonicalize` decide what this is.
    if (text !== undefined && !text.includes("\\ud")) return text;
  }
  return canonicalSlow(value);
}

function canonicalSlow(value: unknown): string {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (cause) {
    const reason = cause instanceof Error && known.has(cause.message) ? ` (${cause.message})` : "";
    throw new IdemKeyError("canonical_json", "record", `The record has no canonical JSON form${reason}.`, {
      cause,
    });
  }
  if (text === undefined)
    throw new IdemKeyError("canonical_json", "record", "The record is not a JSON value.");
  return text;
}

/** Messages of `canonicalize` that hold no data. */
const known = new Set([
  "Lone surrogate is not allowed",
  "NaN is not allowed",
  "Infinity is not allowed",
  "Circular reference detected",
]);

/*
 * The fast lane: a copy with sorted keys, written by JSON.stringify, whose numbers and strings are RFC 8785's. It takes
 * about half the time of `canonicalize`, and this is what every record of every run goes through. Whatever is not plain
 * JSON of moderate depth leaves it, and a property test holds the two equal.
 */
const notOrdinary = Symbol("not ordinary");
const maxDepth = 200;
const zero = 48;
const nine = 57;

function orderKeys(value: unknown, depth: number): unknown {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : notOrdinary;
  if (typeof value !== "object" || depth > maxDepth) return notOrdinary;
  return Array.isArray(value) ? orderList(value, depth) : orderObject(value, depth);
}

function orderList(list: readonly unknown[], depth: number): unknown {
  const copy: unknown[] = new Array(list.length);
  for (let index = 0; index < list.length; index++) {
    const element = orderKeys(list[index], depth + 1);
    if (element === notOrdinary) return notOrdinary;
    copy[index] = element;
  }
  return copy;
}

function orderObject(object: object, depth: number): unknown {
  if (!isOrdinary(object)) return notOrdinary;
  const copy: { [key: string]: unknown } = {};
  for (const key of sortKeys(Object.keys(object))) {
    const member = orderKeys(object[key], depth + 1);
    if (member === notOrdinary) return notOrdinary;
    copy[key] = member;
  }
  return copy;
}

/** A plain object whose keys keep any order that they are written in. */
function isOrdinary(object: object): object is { readonly [key: string]: unknown } {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) return false;
  // Assigning `__proto__` would set the copy's prototype; `toJSON` would be called.
  if (Object.hasOwn(object, "__proto__") || Object.hasOwn(object, "toJSON")) return false;
  // Keys that look like integers come first in every object, so looking at the first is enough.
  for (const key in object) {
    const first = key.charCodeAt(0);
    return first < zero || first > nine;
  }
  return true;
}

/** Sorts by UTF-16 code units in place. Insertion beats Array.sort on the short, half sorted lists that records have. */
function sortKeys(keys: string[]): string[] {
  if (keys.length > 32) return keys.sort();
  for (let index = 1; index < keys.length; index++) {
    const key = keys[index] ?? "";
    let place = index - 1;
    while (place >= 0 && (keys[place] ?? "") > key) {
      keys[place + 1] = keys[place] ?? "";
      place--;
    }
    keys[place + 1] = key;
  }
  return keys;
}
