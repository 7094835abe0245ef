import type { Json, JsonObject } from "../json.ts";
import { integer, object, text } from "./fields.ts";
import { isoTimeOfSeconds } from "./time.ts";

/** An amount of money: whole minor units (cents) and the currency's code. */
export interface Money {
  readonly [field: string]: Json;
  readonly amount: number;
  readonly currency: string | null;
}

/** An amount in a currency; null when there is none. */
export function money(amount: number | null, currency: string | null): Money | null {
  return amount === null ? null : { amount, currency };
}

/** The id in a field that holds an id or, expanded, the object itself. */
export function idOf(record: JsonObject, field: string): string | null {
  return text(record, field) ?? text(object(record, field), "id");
}

const addressFields = ["line1", "line2", "city", "state", "postal_code", "country"] as const;

/** A postal address; null when there is none or nothing in it. */
export function address(record: JsonObject, field: string): JsonObject | null {
  const source = object(record, field);
  const values = addressFields.map((name) => [name, text(source, name)] as const);
  return values.every(([, value]) => value === null) ? null : Object.fromEntries(values);
}

/** What every canonical object made of a Stripe object carries. */
export function provenance(raw: JsonObject): { readonly external_metadata: Json; readonly meta: Json } {
  return {
    external_metadata: metadata(object(raw, "metadata")),
    meta: {
      created_at: isoTimeOfSeconds(integer(raw, "created")),
      source: { platform: "stripe", platform_version: "v1" },
    },
  };
}

/** A copy: the canonical object shares nothing with the record. */
function metadata(source: JsonObject): JsonObject {
  return Object.fromEntries(Object.keys(source).map((key) => [key.toWellFormed(), text(source, key)]));
}
