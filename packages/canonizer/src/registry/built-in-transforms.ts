import stripeCustomer from "../transforms/customer/stripe_to_canonical/1.0.0/meta.json" with { type: "json" };
import rfc822ToJmapLite from "../transforms/email/rfc822_to_jmap_lite/1.0.0/meta.json" with { type: "json" };
import googleForms from "../transforms/forms/google_forms_to_canonical/1.0.0/meta.json" with { type: "json" };
import stripeInvoice from "../transforms/invoice/stripe_to_canonical/1.0.0/meta.json" with { type: "json" };
import stripePayment from "../transforms/payment/stripe_to_canonical/1.0.0/meta.json" with { type: "json" };
import stripeRefund from "../transforms/refund/stripe_to_canonical/1.0.0/meta.json" with { type: "json" };
import { parseTransformMeta, type Transform, type TransformEntry } from "./entries.ts";

/** Each transform with its code behind an import: listing them loads no MIME parser. */
export const builtInTransforms: readonly TransformEntry[] = [
  entry(rfc822ToJmapLite, () => import("../transforms/email/rfc822_to_jmap_lite/1.0.0/transform.ts")),
  entry(stripeCustomer, () => import("../transforms/customer/stripe_to_canonical/1.0.0/transform.ts")),
  entry(stripeInvoice, () => import("../transforms/invoice/stripe_to_canonical/1.0.0/transform.ts")),
  entry(stripePayment, () => import("../transforms/payment/stripe_to_canonical/1.0.0/transform.ts")),
  entry(stripeRefund, () => import("../transforms/refund/stripe_to_canonical/1.0.0/transform.ts")),
  entry(googleForms, () => import("../transforms/forms/google_forms_to_canonical/1.0.0/transform.ts")),
];

function entry(meta: unknown, load: () => Promise<{ readonly transform: Transform }>): TransformEntry {
  return { meta: parseTransformMeta(meta), load: async () => (await load()).transform };
}
