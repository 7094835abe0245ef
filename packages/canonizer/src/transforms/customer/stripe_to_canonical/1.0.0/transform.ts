import type { JsonObject } from "../../../../json.ts";
import { integer, list, object, text, texts } from "../../../../transform-kit/fields.ts";
import { address, money, provenance } from "../../../../transform-kit/stripe.ts";

/** Stripe customer -> canonical customer. What is left of a deleted one becomes an inactive customer. */
export function transform(raw: JsonObject): JsonObject {
  const currency = text(raw, "currency");
  return {
    schema_version: "1.0.0",
    customer_id: text(raw, "id"),
    email: text(raw, "email"),
    name: text(raw, "name"),
    phone: text(raw, "phone"),
    description: text(raw, "description"),
    address: address(raw, "address"),
    shipping_address: address(object(raw, "shipping"), "address"),
    status: status(raw),
    balance: money(integer(raw, "balance"), currency),
    default_currency: currency,
    tax_exempt: taxExempt(text(raw, "tax_exempt")),
    preferred_locales:
      list(raw, "preferred_locales") === raw.preferred_locales ? texts(raw, "preferred_locales") : null,
    ...provenance(raw),
  };
}

function status(raw: JsonObject): string {
  if (raw.deleted === true) return "inactive";
  return raw.delinquent === true ? "delinquent" : "active";
}

/** `reverse` (the customer accounts for the tax) is neither. */
function taxExempt(value: string | null): boolean | null {
  if (value === "exempt") return true;
  return value === "none" ? false : null;
}
