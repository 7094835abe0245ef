import type { JsonObject } from "../../../../json.ts";
import { integer, text } from "../../../../transform-kit/fields.ts";
import { idOf, money, provenance } from "../../../../transform-kit/stripe.ts";

/** Stripe refund -> canonical refund. */
export function transform(raw: JsonObject): JsonObject {
  const currency = text(raw, "currency");
  return {
    schema_version: "1.0.0",
    refund_id: text(raw, "id"),
    amount: money(integer(raw, "amount"), currency),
    currency,
    status: text(raw, "status"),
    payment_id: idOf(raw, "payment_intent"),
    charge_id: idOf(raw, "charge"),
    reason: text(raw, "reason"),
    failure_reason: text(raw, "failure_reason"),
    receipt_number: text(raw, "receipt_number"),
    ...provenance(raw),
  };
}
