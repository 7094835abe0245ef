import { JsonTextError } from "./errors.ts";
import type { Json } from "./stream.ts";

/** A run of digits (or an exponent) that a double may not hold; anything else needs no second look. */
const suspicious = /\d{16}|\d[eE]\+?\d{2}/;
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * Parses JSON without losing digits: an integer past 2^53 becomes a string of the same digits, because a double
 * would silently become its neighbour; decimals are doubles as everywhere. A leading byte order mark is dropped.
 * `__proto__` stays an ordinary key.
 *
 * @throws JsonTextError `json_syntax`, or `json_number` for a number that is no finite double (`1e400`).
 *
 * @example
 * parseJson('{"id": 9007199254740993}'); // { id: "9007199254740993" }
 */
export function parseJson(text: string): Json {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  let value: Json;
  try {
    value = JSON.parse(body);
  } catch {
    // The engine's message quotes the text, which may be a record.
    throw new JsonTextError("json_syntax", "The text is not valid JSON.");
  }
  if (!suspicious.test(body)) return value;
  const exact = quoteUnsafeNumbers(body);
  return exact === body ? value : JSON.parse(exact);
}

/** Walks over valid JSON text, steps over its strings, and quotes integers that a double cannot hold. */
function quoteUnsafeNumbers(text: string): string {
  const pieces: string[] = [];
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = endOfString(text, at);
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      number.lastIndex = at;
      const digits = number.exec(text)?.[0] ?? text.charAt(at);
      if (isUnsafe(digits)) {
        pieces.push(text.slice(copied, at), `"${digits}"`);
        copied = at + digits.length;
      }
      at += digits.length;
    } else {
      at += 1;
    }
  }
  pieces.push(text.slice(copied));
  return pieces.join("");
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes += 1;
    at = end + 1;
    if (backslashes % 2 === 0) return at;
  }
}

function isUnsafe(digits: string): boolean {
  const value = Number(digits);
  if (!Number.isFinite(value)) {
    throw new JsonTextError("json_number", "The text has a number that is too large to keep.");
  }
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(value);
}
