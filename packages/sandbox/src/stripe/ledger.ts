import { SandboxError } from "../errors.ts";
import type { Json, JsonObject } from "../json.ts";
import {
  type CustomerInput,
  chargeRecord,
  customerRecord,
  invoiceRecord,
  type LineInput,
  lineRecord,
  paymentIntentRecord,
  refundRecord,
  type StripeRecord,
} from "./records.ts";
import type { StripeStore } from "./store.ts";

/** Which events tell of refunds: accounts on old API versions get no `refund.created` and `refund.updated`. */
export type RefundEvents = "new" | "old";

/**
 * What can happen in the account: each operation changes the objects and writes the events that Stripe would.
 * `at` is in seconds since 1970. Throws {@link SandboxError} when the object does not exist or is past that step.
 */
export interface StripeLedger {
  createCustomer(at: number, input: CustomerInput): StripeRecord;
  updateCustomer(at: number, id: string, changes: JsonObject): StripeRecord;
  deleteCustomer(at: number, id: string): void;
  /** A draft with lines. */
  createInvoice(at: number, customer: string, lines: readonly LineInput[]): StripeRecord;
  updateInvoice(at: number, id: string, changes: JsonObject): StripeRecord;
  finalizeInvoice(at: number, id: string): StripeRecord;
  /** Pays an open invoice: makes its payment intent and charge. */
  payInvoice(at: number, id: string): StripeRecord;
  voidInvoice(at: number, id: string): StripeRecord;
  /** Only drafts can be deleted; they are gone without a trace but their event. */
  deleteInvoice(at: number, id: string): void;
  createPaymentIntent(at: number, amount: number, customer: string | null): StripeRecord;
  /** Succeeds with a charge. */
  confirmPaymentIntent(at: number, id: string): StripeRecord;
  cancelPaymentIntent(at: number, id: string): StripeRecord;
  createRefund(at: number, charge: string, amount?: number): StripeRecord;
  updateRefund(at: number, id: string, changes: JsonObject): StripeRecord;
}

const FIXED_FIELDS = new Set(["id", "object", "created", "__proto__"]);

function change(record: StripeRecord, changes: JsonObject): void {
  for (const [field, value] of Object.entries(changes)) {
    if (FIXED_FIELDS.has(field))
      throw new SandboxError("invalid_request", `The field ${field} can't be changed.`);
    record[field] = value;
  }
}

function amountOf(record: StripeRecord, field: string): number {
  const value = record[field];
  return typeof value === "number" ? value : 0;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function expectStatus(record: StripeRecord, status: string, wanted: string): void {
  if (record.status !== status) {
    throw new SandboxError("not_possible", `${record.id} must be ${status} to be ${wanted}.`);
  }
}

function mark(invoice: StripeRecord, moment: string, at: number): void {
  const transitions = invoice.status_transitions;
  const known = typeof transitions === "object" && !Array.isArray(transitions) ? transitions : {};
  invoice.status_transitions = { ...known, [moment]: at };
}

type CustomerLedger = Pick<StripeLedger, "createCustomer" | "updateCustomer" | "deleteCustomer">;

function customerLedger(store: StripeStore): CustomerLedger {
  return {
    createCustomer: (at, input) => {
      const record = store.add("customers", customerRecord(store.newId("cus_"), at, input));
      store.emit("customer.created", at, record);
      return record;
    },
    updateCustomer: (at, id, changes) => {
      const record = store.get("customers", id);
      change(record, changes);
      store.emit("customer.updated", at, record);
      return record;
    },
    deleteCustomer: (at, id) => {
      const record = store.get("customers", id);
      store.remove("customers", id);
      store.emit("customer.deleted", at, record);
    },
  };
}

type PaymentLedger = Pick<
  StripeLedger,
  "createPaymentIntent" | "confirmPaymentIntent" | "cancelPaymentIntent" | "createRefund" | "updateRefund"
>;

function paymentLedger(store: StripeStore, refundEvents: RefundEvents): PaymentLedger {
  return {
    createPaymentIntent: (at, amount, customer) => {
      const intent = store.add(
        "payment_intents",
        paymentIntentRecord(store.newId("pi_"), at, amount, customer),
      );
      store.emit("payment_intent.created", at, intent);
      return intent;
    },
    confirmPaymentIntent: (at, id) => {
      const intent = store.get("payment_intents", id);
      expectStatus(intent, "requires_payment_method", "confirmed");
      const amount = amountOf(intent, "amount");
      const charge = store.add("charges", chargeRecord(store.newId("ch_"), at, intent, amount));
      change(intent, {
        status: "succeeded",
        amount_received: amount,
        latest_charge: charge.id,
        payment_method: charge.payment_method ?? null,
      });
      store.emit("charge.succeeded", at, charge);
      store.emit("payment_intent.succeeded", at, intent);
      return intent;
    },
    cancelPaymentIntent: (at, id) => {
      const intent = store.get("payment_intents", id);
      expectStatus(intent, "requires_payment_method", "canceled");
      change(intent, { status: "canceled", canceled_at: at, cancellation_reason: "abandoned" });
      store.emit("payment_intent.canceled", at, intent);
      return intent;
    },
    createRefund: (at, chargeId, wanted) => {
      const charge = store.get("charges", chargeId);
      const left = amountOf(charge, "amount") - amountOf(charge, "amount_refunded");
      const amount = wanted ?? left;
      if (!Number.isInteger(amount) || amount < 1 || amount > left) {
        throw new SandboxError("not_possible", `${chargeId} has ${left} left to refund.`);
      }
      const refund = store.add("refunds", refundRecord(store.newId("re_"), at, charge, amount));
      change(charge, {
        amount_refunded: amountOf(charge, "amount_refunded") + amount,
        refunded: amount === left,
      });
      store.emit("charge.refunded", at, charge);
      if (refundEvents === "new") store.emit("refund.created", at, refund);
      return refund;
    },
    updateRefund: (at, id, changes) => {
      const refund = store.get("refunds", id);
      change(refund, changes);
      store.emit("charge.refund.updated", at, refund);
      if (refundEvents === "new") store.emit("refund.updated", at, refund);
      return refund;
    },
  };
}

type InvoiceLedger = Omit<StripeLedger, keyof CustomerLedger | keyof PaymentLedger>;

function invoiceLedger(store: StripeStore, payments: PaymentLedger): InvoiceLedger {
  const step = (at: number, id: string, type: string, changes: JsonObject): StripeRecord => {
    const invoice = store.get("invoices", id);
    change(invoice, changes);
    store.emit(type, at, invoice);
    return invoice;
  };
  return {
    createInvoice: (at, customerId, lines) => {
      const customer = store.get("customers", customerId);
      const id = store.newId("in_");
      const total = lines.reduce((sum, line) => sum + line.unitAmount * (line.quantity ?? 1), 0);
      store.setLines(
        id,
        lines.map((line) => lineRecord(store.newId("il_"), id, at, line)),
      );
      const invoice = store.add("invoices", invoiceRecord(id, at, customer, total));
      store.emit("invoice.created", at, invoice);
      return invoice;
    },
    updateInvoice: (at, id, changes) => step(at, id, "invoice.updated", changes),
    finalizeInvoice: (at, id) => {
      const invoice = store.get("invoices", id);
      expectStatus(invoice, "draft", "finalized");
      mark(invoice, "finalized_at", at);
      const number = `SBX-${id.slice(-6).toUpperCase()}`;
      return step(at, id, "invoice.finalized", { status: "open", effective_at: at, number });
    },
    payInvoice: (at, id) => {
      const invoice = store.get("invoices", id);
      expectStatus(invoice, "open", "paid");
      const total = amountOf(invoice, "total");
      const intent = payments.createPaymentIntent(at, total, textOf(invoice.customer));
      payments.confirmPaymentIntent(at, intent.id);
      mark(invoice, "paid_at", at);
      const paid = {
        status: "paid",
        amount_paid: total,
        amount_remaining: 0,
        attempted: true,
        attempt_count: 1,
      };
      step(at, id, "invoice.paid", paid);
      store.emit("invoice.payment_succeeded", at, invoice);
      return invoice;
    },
    voidInvoice: (at, id) => {
      const invoice = store.get("invoices", id);
      expectStatus(invoice, "open", "voided");
      mark(invoice, "voided_at", at);
      return step(at, id, "invoice.voided", { status: "void" });
    },
    deleteInvoice: (at, id) => {
      const invoice = store.get("invoices", id);
      expectStatus(invoice, "draft", "deleted");
      store.remove("invoices", id);
      store.emit("invoice.deleted", at, invoice);
    },
  };
}

/** The operations on an account. */
export function createStripeLedger(store: StripeStore, refundEvents: RefundEvents = "new"): StripeLedger {
  const payments = paymentLedger(store, refundEvents);
  return { ...customerLedger(store), ...payments, ...invoiceLedger(store, payments) };
}
