import type { JsonObject } from "../../../../json.ts";
import { integer, number, object, objects, text } from "../../../../transform-kit/fields.ts";
import { idOf, type Money, money, provenance } from "../../../../transform-kit/stripe.ts";
import { isoTimeOfSeconds } from "../../../../transform-kit/time.ts";

/** Stripe invoice -> canonical invoice, for the API versions before and after 2025 moved payments, taxes and subscriptions. */
export function transform(raw: JsonObject): JsonObject {
  const currency = text(raw, "currency");
  const amount = (field: string) => money(integer(raw, field), currency);
  const time = (field: string) => isoTimeOfSeconds(integer(raw, field));
  return {
    schema_version: "1.0.0",
    invoice_id: text(raw, "id"),
    invoice_number: text(raw, "number"),
    customer_id: idOf(raw, "customer"),
    customer_email: text(raw, "customer_email"),
    customer_name: text(raw, "customer_name"),
    status: text(raw, "status"),
    amount_due: amount("amount_due"),
    amount_paid: amount("amount_paid"),
    amount_remaining: amount("amount_remaining"),
    subtotal: amount("subtotal"),
    total: amount("total"),
    tax: money(tax(raw), currency),
    currency,
    description: text(raw, "description"),
    line_items: objects(object(raw, "lines"), "data").map((line) => lineItem(line, currency)),
    event_time: time("effective_at") ?? time("created"),
    due_date: time("due_date"),
    period_start: time("period_start"),
    period_end: time("period_end"),
    payment_intent_id: idOf(raw, "payment_intent") ?? paymentIntentOfPayments(raw),
    subscription_id: idOf(raw, "subscription") ?? subscriptionOfParent(raw),
    hosted_url: text(raw, "hosted_invoice_url"),
    pdf_url: text(raw, "invoice_pdf"),
    ...provenance(raw),
  };
}

/** One number before API version 2025-03-31, a list of taxes since. */
function tax(raw: JsonObject): number | null {
  const single = integer(raw, "tax");
  if (single !== null) return single;
  for (const field of ["total_taxes", "total_tax_amounts"]) {
    const taxes = objects(raw, field);
    if (taxes.length > 0) return taxes.reduce((sum, entry) => sum + (integer(entry, "amount") ?? 0), 0);
  }
  return null;
}

function lineItem(line: JsonObject, invoiceCurrency: string | null): JsonObject {
  const currency = text(line, "currency") ?? invoiceCurrency;
  const period = object(line, "period");
  return {
    id: text(line, "id"),
    description: text(line, "description"),
    quantity: number(line, "quantity"),
    unit_amount: unitAmount(line, currency),
    amount: money(integer(line, "amount"), currency),
    currency,
    period_start: isoTimeOfSeconds(integer(period, "start")),
    period_end: isoTimeOfSeconds(integer(period, "end")),
  };
}

/** A price of fractions of a minor unit has no whole number; the line's amount is right all the same. */
function unitAmount(line: JsonObject, currency: string | null): Money | null {
  const decimal = text(object(line, "pricing"), "unit_amount_decimal");
  if (decimal === null) return money(integer(object(line, "price"), "unit_amount"), currency);
  const amount = /^-?\d{1,15}(\.0+)?$/.test(decimal) ? Number(decimal) : null;
  return money(amount, currency);
}

function paymentIntentOfPayments(raw: JsonObject): string | null {
  for (const entry of objects(object(raw, "payments"), "data")) {
    const id = idOf(object(entry, "payment"), "payment_intent");
    if (id !== null) return id;
  }
  return null;
}

function subscriptionOfParent(raw: JsonObject): string | null {
  return idOf(object(object(raw, "parent"), "subscription_details"), "subscription");
}
