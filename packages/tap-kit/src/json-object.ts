import type { Json, JsonObject } from "./stream.ts";

/** The value when it is a JSON object, not an array or null. */
export function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !isArray(value) ? value : undefined;
}

/** `Array.isArray` that narrows readonly arrays too. */
export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** An own property of a JSON object; never one that it inherits. */
export function ownProperty(value: Json | undefined, key: string): Json | undefined {
  const object = asObject(value);
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}
