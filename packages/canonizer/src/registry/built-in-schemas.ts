import formsResponse from "../schemas/com.google/forms_response/jsonschema/1-0-0.json" with { type: "json" };
import stripeCustomer from "../schemas/com.stripe/customer/jsonschema/1-0-0.json" with { type: "json" };
import stripeInvoice from "../schemas/com.stripe/invoice/jsonschema/1-0-0.json" with { type: "json" };
import stripePaymentIntent from "../schemas/com.stripe/payment_intent/jsonschema/1-0-0.json" with {
  type: "json",
};
import stripeRefund from "../schemas/com.stripe/refund/jsonschema/1-0-0.json" with { type: "json" };
import customer from "../schemas/org.canonical/customer/jsonschema/1-0-0.json" with { type: "json" };
import emailJmapLite from "../schemas/org.canonical/email_jmap_lite/jsonschema/1-0-0.json" with {
  type: "json",
};
import formResponse from "../schemas/org.canonical/form_response/jsonschema/1-0-0.json" with { type: "json" };
import invoice from "../schemas/org.canonical/invoice/jsonschema/1-0-0.json" with { type: "json" };
import payment from "../schemas/org.canonical/payment/jsonschema/1-0-0.json" with { type: "json" };
import refund from "../schemas/org.canonical/refund/jsonschema/1-0-0.json" with { type: "json" };
import rfc822Message from "../schemas/org.ietf/rfc822_message/jsonschema/1-0-0.json" with { type: "json" };
import { parseSchemaEntry, type SchemaEntry } from "./entries.ts";

/** The schemas of this package. Imported, not read: a bundle holds them, and nothing looks for files at run time. */
export const builtInSchemas: readonly SchemaEntry[] = [
  rfc822Message,
  stripeCustomer,
  stripeInvoice,
  stripePaymentIntent,
  stripeRefund,
  formsResponse,
  emailJmapLite,
  customer,
  invoice,
  payment,
  refund,
  formResponse,
].map(parseSchemaEntry);
