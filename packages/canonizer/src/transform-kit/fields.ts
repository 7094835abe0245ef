import { isJsonObject, type Json, type JsonObject } from "../json.ts";

/** A text member; null when it is absent or no text. Lone surrogates become U+FFFD: not every warehouse takes them. */
export function text(record: JsonObject, field: string): string | null {
  const value = own(record, field);
  return typeof value === "string" ? value.toWellFormed() : null;
}

/** A whole number; null when it is absent or none. */
export function integer(record: JsonObject, field: string): number | null {
  const value = own(record, field);
  return typeof value === "number" && Number.isSafeInteger(value) ? value : null;
}

/** Any number; null when it is absent or none. */
export function number(record: JsonObject, field: string): number | null {
  const value = own(record, field);
  return typeof value === "number" ? value : null;
}

/** An object; an empty one when it is absent or none, so that paths can be followed. */
export function object(record: JsonObject, field: string): JsonObject {
  const value = own(record, field);
  return isJsonObject(value) ? value : {};
}

/** The objects of a list; empty when it is absent or none. */
export function objects(record: JsonObject, field: string): JsonObject[] {
  return list(record, field).filter((item) => isJsonObject(item));
}

/** The texts of a list; empty when it is absent or none. */
export function texts(record: JsonObject, field: string): string[] {
  return list(record, field).flatMap((item) => (typeof item === "string" ? [item.toWellFormed()] : []));
}

/** The items of a list; empty when it is absent or none. */
export function list(record: JsonObject, field: string): readonly Json[] {
  const value = own(record, field);
  return isArray(value) ? value : [];
}

/** `Array.isArray` does not narrow a readonly array. */
function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A record is hostile: `constructor` must not be found on a prototype. */
function own(record: JsonObject, field: string): Json | undefined {
  return Object.hasOwn(record, field) ? record[field] : undefined;
}
