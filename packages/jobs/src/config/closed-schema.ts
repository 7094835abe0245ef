import type { Json } from "@lorchestra/warehouse";
import type { JsonSchema } from "../contract/job-type.ts";

/** Keywords that let an object take properties which `properties` does not list. */
const OPENING = [
  "additionalProperties",
  "unevaluatedProperties",
  "patternProperties",
  "allOf",
  "anyOf",
  "oneOf",
  "if",
  "$ref",
  "not",
];
const MAX_DEPTH = 100;

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function closeNode(schema: Json, depth: number): Json {
  if (!isObject(schema) || depth > MAX_DEPTH) return schema;
  const closed = Object.entries(schema).map(([keyword, value]): [string, Json] => {
    if (keyword === "properties" && isObject(value)) {
      const properties = Object.entries(value).map(([name, sub]): [string, Json] => [
        name,
        closeNode(sub, depth + 1),
      ]);
      return [keyword, Object.fromEntries(properties)];
    }
    if (keyword === "items" || keyword === "additionalProperties")
      return [keyword, closeNode(value, depth + 1)];
    return [keyword, value];
  });
  const open = OPENING.some((keyword) => Object.hasOwn(schema, keyword));
  if (isObject(schema.properties) && !open) closed.push(["additionalProperties", false]);
  return Object.fromEntries(closed);
}

/**
 * The schema with `additionalProperties: false` wherever an object lists its properties and says nothing about
 * others: a misspelt key must not pass for an option that was left out.
 */
export function closedSchema(schema: JsonSchema): JsonSchema {
  const closed = closeNode(schema, 0);
  return typeof closed === "boolean" || isObject(closed) ? closed : schema;
}
