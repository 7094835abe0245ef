import { normalizeText, wholeNumber } from "./normalize-text.ts";
import type { ResponseMap } from "./response-map.ts";

/** Why an item has no value although something was answered. Such an answer is never guessed at. */
export type UnusableReason =
  /** A text that is no option and no alias. */
  | "unknown_answer"
  /** A number that is no value of the response map. */
  | "out_of_range"
  /** Several answers where one is allowed. */
  | "several_answers"
  /** Neither text nor number. */
  | "not_an_answer"
  /** Bound by position, but the submission does not tell which question stands there. */
  | "position_unknown";

/** Why an item has no value. */
export type MissingReason =
  /** Absent, null or blank. */
  | "not_answered"
  /** The binding leaves the item out on purpose. */
  | "not_asked"
  | UnusableReason;

/** An answer after its response map: a value of the map, or why there is none. */
export type ReadAnswer =
  | { readonly value: number }
  | { readonly value: null; readonly reason: "not_answered" | UnusableReason };

const missing = { value: null, reason: "not_answered" } as const;

function readNumber(number: number, map: ResponseMap): ReadAnswer {
  // `+ 0` turns -0 into 0.
  return map.values.has(number) ? { value: number + 0 } : { value: null, reason: "out_of_range" };
}

function readText(text: string, map: ResponseMap): ReadAnswer {
  const normalized = normalizeText(text);
  if (normalized === "") return missing;
  if (normalized === null) return { value: null, reason: "unknown_answer" };
  const value = map.byText.get(normalized);
  if (value !== undefined) return { value };
  const number = wholeNumber(normalized);
  return number === null ? { value: null, reason: "unknown_answer" } : readNumber(number, map);
}

/** Reads one answer as given, of whatever type. A list with one member is that member. */
export function readAnswer(given: unknown, map: ResponseMap): ReadAnswer {
  if (Array.isArray(given)) {
    const list: readonly unknown[] = given;
    if (list.length > 1) return { value: null, reason: "several_answers" };
    return Array.isArray(list[0]) ? { value: null, reason: "not_an_answer" } : readAnswer(list[0], map);
  }
  if (given === undefined || given === null) return missing;
  if (typeof given === "string") return readText(given, map);
  if (typeof given === "number") return readNumber(given, map);
  return { value: null, reason: "not_an_answer" };
}

/**
 * The answer as text, for the one place that may hold it (`raw_answer`): text as given, a number in digits, anything
 * else as JSON. Null for no answer, and for a value that no JSON text can hold.
 */
export function rawAnswerText(given: unknown): string | null {
  if (given === undefined || given === null) return null;
  if (typeof given === "string") return given;
  if (typeof given === "number") return String(given);
  try {
    return JSON.stringify(given) ?? null;
  } catch (error) {
    // Too deep, circular or a bigint: not an answer anyhow, and its item says so.
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}
