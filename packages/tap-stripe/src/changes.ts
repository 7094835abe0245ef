import { asObject, type JsonObject, ownProperty } from "@lorchestra/tap-kit";
import type { Account, StripeKind } from "./account.ts";

/** The event types that can mean a changed object. At most 20: Stripe takes no more in one request. */
const EVENT_TYPES: { readonly [kind in StripeKind]: readonly string[] } = {
  customers: [
    "customer.created",
    "customer.updated",
    "customer.deleted",
    "customer.discount.created",
    "customer.discount.updated",
    "customer.discount.deleted",
    "customer.source.created",
    "customer.source.updated",
    "customer.source.deleted",
  ],
  invoices: [
    "invoice.created",
    "invoice.updated",
    "invoice.deleted",
    "invoice.finalized",
    "invoice.finalization_failed",
    "invoice.sent",
    "invoice.paid",
    "invoice.payment_succeeded",
    "invoice.payment_failed",
    "invoice.payment_action_required",
    "invoice.overdue",
    "invoice.overpaid",
    "invoice.voided",
    "invoice.marked_uncollectible",
    "invoice_payment.paid",
    "credit_note.created",
    "credit_note.updated",
    "credit_note.voided",
  ],
  payment_intents: [
    "payment_intent.created",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "payment_intent.amount_capturable_updated",
    "payment_intent.partially_funded",
    "payment_intent.payment_failed",
    "payment_intent.succeeded",
    "payment_intent.canceled",
  ],
  // Accounts on old API versions get the charge's events only.
  refunds: ["refund.created", "refund.updated", "refund.failed", "charge.refunded", "charge.refund.updated"],
};

/** What an object of the kind calls itself, and the field by which another object names it. */
const NAMES: { readonly [kind in StripeKind]: { readonly object: string; readonly field: string } } = {
  customers: { object: "customer", field: "customer" },
  invoices: { object: "invoice", field: "invoice" },
  payment_intents: { object: "payment_intent", field: "payment_intent" },
  refunds: { object: "refund", field: "refund" },
};

/** What events say has changed. */
export interface Changes {
  /** Ids of changed objects; true when an event says that the object was deleted. */
  readonly objects: ReadonlyMap<string, boolean>;
  /** Charges whose refunds changed. */
  readonly charges: ReadonlySet<string>;
}

function text(object: JsonObject | undefined, field: string): string | undefined {
  const value = ownProperty(object, field);
  // An id, or the object itself where the event was written with it expanded.
  const id = typeof value === "string" ? value : ownProperty(value, "id");
  return typeof id === "string" && id !== "" ? id : undefined;
}

/** Reads the events from a moment (seconds, included) on and gathers each object that they name, once. */
export async function changesSince(account: Account, kind: StripeKind, from: number): Promise<Changes> {
  const objects = new Map<string, boolean>();
  const charges = new Set<string>();
  const { object: name, field } = NAMES[kind];
  for await (const event of account.events(EVENT_TYPES[kind], { gte: from })) {
    const subject = asObject(ownProperty(ownProperty(event, "data"), "object"));
    const type = ownProperty(event, "type");
    const own = ownProperty(subject, "object") === name;
    if (kind === "refunds" && ownProperty(subject, "object") === "charge") {
      const charge = text(subject, "id");
      if (charge !== undefined) charges.add(charge);
      continue;
    }
    const id = text(subject, own ? "id" : field);
    if (id === undefined) continue;
    const deleted = own && typeof type === "string" && type.endsWith(".deleted");
    objects.set(id, deleted || objects.get(id) === true);
  }
  return { objects, charges };
}
