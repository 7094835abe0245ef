import type { Json } from "../json.ts";

/** A Stripe object as it goes over the wire; the sandbox changes it in place. */
export type StripeRecord = { id: string; object: string; [field: string]: Json };

/** One line of an invoice. `unitAmount` is in the smallest unit of the currency. */
export interface LineInput {
  readonly description: string;
  readonly unitAmount: number;
  readonly quantity?: number;
}

const NO_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

/** Fields of a customer that the sandbox fills in. */
export interface CustomerInput {
  readonly name?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly description?: string | null;
  readonly metadata?: { readonly [key: string]: string };
}

/** A customer: https://docs.stripe.com/api/customers/object */
export function customerRecord(id: string, created: number, input: CustomerInput): StripeRecord {
  return {
    id,
    object: "customer",
    address: { ...NO_ADDRESS },
    balance: 0,
    created,
    currency: "usd",
    default_source: null,
    delinquent: false,
    description: input.description ?? null,
    email: input.email ?? null,
    invoice_prefix: id.slice(-8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: { ...input.metadata },
    name: input.name ?? null,
    next_invoice_sequence: 1,
    phone: input.phone ?? null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
  };
}

/** A line of an invoice: https://docs.stripe.com/api/invoice-line-item/object */
export function lineRecord(id: string, invoice: string, at: number, line: LineInput): StripeRecord {
  const quantity = line.quantity ?? 1;
  const amount = line.unitAmount * quantity;
  return {
    id,
    object: "line_item",
    amount,
    currency: "usd",
    description: line.description,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice,
    livemode: false,
    metadata: {},
    parent: {
      invoice_item_details: {
        invoice_item: id.replace("il_", "ii_"),
        proration: false,
        proration_details: { credited_items: null },
        subscription: null,
      },
      subscription_item_details: null,
      type: "invoice_item_details",
    },
    period: { end: at, start: at },
    pretax_credit_amounts: [],
    pricing: { type: "price_details", unit_amount_decimal: String(line.unitAmount) },
    quantity,
    subtotal: amount,
    taxes: [],
  };
}

/** A draft invoice without its lines: https://docs.stripe.com/api/invoices/object */
export function invoiceRecord(
  id: string,
  created: number,
  customer: StripeRecord,
  total: number,
): StripeRecord {
  return {
    id,
    object: "invoice",
    account_country: "US",
    account_name: "Sandbox Practice",
    amount_due: total,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: total,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: false,
    billing_reason: "manual",
    collection_method: "send_invoice",
    created,
    currency: "usd",
    customer: customer.id,
    customer_email: customer.email ?? null,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    description: null,
    discounts: [],
    due_date: created + 14 * 86_400,
    effective_at: null,
    ending_balance: null,
    footer: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: null,
    parent: null,
    period_end: created,
    period_start: created,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: "draft",
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: total,
    subtotal_excluding_tax: total,
    test_clock: null,
    total,
    total_discount_amounts: [],
    total_excluding_tax: total,
    total_taxes: [],
    webhooks_delivered_at: created,
  };
}

/** A payment intent that waits for a payment method: https://docs.stripe.com/api/payment_intents/object */
export function paymentIntentRecord(
  id: string,
  created: number,
  amount: number,
  customer: string | null,
): StripeRecord {
  return {
    id,
    object: "payment_intent",
    amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic",
    client_secret: `${id}_secret_sandbox`,
    confirmation_method: "automatic",
    created,
    currency: "usd",
    customer,
    description: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_options: {},
    payment_method_types: ["card"],
    processing: null,
    receipt_email: null,
    setup_future_usage: null,
    shipping: null,
    statement_descriptor: null,
    status: "requires_payment_method",
    transfer_group: null,
  };
}

/** A captured charge: https://docs.stripe.com/api/charges/object */
export function chargeRecord(
  id: string,
  created: number,
  intent: StripeRecord,
  amount: number,
): StripeRecord {
  return {
    id,
    object: "charge",
    amount,
    amount_captured: amount,
    amount_refunded: 0,
    application: null,
    balance_transaction: id.replace("ch_", "txn_"),
    billing_details: { address: { ...NO_ADDRESS }, email: null, name: null, phone: null, tax_id: null },
    captured: true,
    created,
    currency: "usd",
    customer: intent.customer ?? null,
    description: null,
    disputed: false,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: {},
    outcome: {
      network_status: "approved_by_network",
      reason: null,
      risk_level: "normal",
      type: "authorized",
    },
    paid: true,
    payment_intent: intent.id,
    payment_method: id.replace("ch_", "pm_"),
    payment_method_details: { card: { brand: "visa", country: "US", last4: "4242" }, type: "card" },
    receipt_email: null,
    receipt_number: null,
    refunded: false,
    status: "succeeded",
    transfer_group: null,
  };
}

/** A refund: https://docs.stripe.com/api/refunds/object */
export function refundRecord(
  id: string,
  created: number,
  charge: StripeRecord,
  amount: number,
): StripeRecord {
  return {
    id,
    object: "refund",
    amount,
    balance_transaction: id.replace("re_", "txn_"),
    charge: charge.id,
    created,
    currency: "usd",
    destination_details: { card: { type: "refund" }, type: "card" },
    metadata: {},
    payment_intent: charge.payment_intent ?? null,
    reason: "requested_by_customer",
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  };
}
