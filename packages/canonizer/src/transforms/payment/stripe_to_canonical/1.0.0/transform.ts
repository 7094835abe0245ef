import { isJsonObject, type JsonObject } from "../../../../json.ts";
import { integer, object, text, texts } from "../../../../transform-kit/fields.ts";
import { idOf, money, provenance } from "../../../../transform-kit/stripe.ts";
import { isoTimeOfSeconds } from "../../../../transform-kit/time.ts";

/** Stripe PaymentIntent -> canonical payment. */
export function transform(raw: JsonObject): JsonObject {
  const currency = text(raw, "currency");
  // Stripe writes 0 until something arrives.
  const received = integer(raw, "amount_received") || null;
  return {
    schema_version: "1.0.0",
    payment_id: text(raw, "id"),
    amount: money(integer(raw, "amount"), currency),
    currency,
    status: status(text(raw, "status")),
    customer_id: idOf(raw, "customer"),
    invoice_id: idOf(raw, "invoice"),
    amount_received: money(received, currency),
    payment_method_type: paymentMethodType(raw),
    receipt_email: text(raw, "receipt_email"),
    statement_descriptor: statementDescriptor(raw),
    latest_charge_id: idOf(raw, "latest_charge"),
    error: paymentError(raw),
    event_time: isoTimeOfSeconds(integer(raw, "created")),
    canceled_at: isoTimeOfSeconds(integer(raw, "canceled_at")),
    cancellation_reason: text(raw, "cancellation_reason"),
    ...provenance(raw),
  };
}

function status(value: string | null): string | null {
  return value === "requires_payment_method" || value === "requires_confirmation" ? "pending" : value;
}

/** Of the method or the charge where they are expanded; else the only type that is possible. */
function paymentMethodType(raw: JsonObject): string | null {
  const known =
    text(object(raw, "payment_method"), "type") ??
    text(object(object(raw, "latest_charge"), "payment_method_details"), "type");
  if (known !== null) return known;
  const [only, ...others] = texts(raw, "payment_method_types");
  return others.length === 0 ? (only ?? null) : null;
}

function statementDescriptor(raw: JsonObject): string | null {
  const parts = [text(raw, "statement_descriptor"), text(raw, "statement_descriptor_suffix")];
  const given = parts.filter((part) => part !== null && part !== "");
  return given.length === 0 ? null : given.join(" ");
}

function paymentError(raw: JsonObject): JsonObject | null {
  const error = raw.last_payment_error;
  if (!isJsonObject(error)) return null;
  return {
    type: text(error, "type"),
    code: text(error, "code"),
    message: text(error, "message"),
    decline_code: text(error, "decline_code"),
  };
}
