import { expect, test } from "vitest";
import { paymentIntent } from "../../../../../testing/stripe.ts";
import { canonize } from "../../../../canonize.ts";
import { createRegistry } from "../../../../registry/registry.ts";

const registry = createRegistry();
const canonical = (raw: object) => canonize(raw, "payment/stripe_to_canonical@1.0.0", { registry });
const eur = (amount: number) => ({ amount, currency: "eur" });

test("a payment", async () => {
  expect(await canonical(paymentIntent)).toEqual({
    ok: true,
    value: {
      schema_version: "1.0.0",
      payment_id: "pi_Sample01",
      amount: eur(11900),
      currency: "eur",
      status: "succeeded",
      customer_id: "cus_Sample01",
      invoice_id: "in_Sample01",
      amount_received: eur(11900),
      payment_method_type: "card",
      receipt_email: "anna@example.com",
      statement_descriptor: "PRACTICE",
      latest_charge_id: "ch_Sample01",
      error: null,
      event_time: "2026-01-01T00:00:00.000Z",
      canceled_at: null,
      cancellation_reason: null,
      external_metadata: {},
      meta: {
        created_at: "2026-01-01T00:00:00.000Z",
        source: { platform: "stripe", platform_version: "v1" },
      },
    },
  });
});

test.each([
  [{ status: "requires_payment_method" }, { status: "pending" }],
  [{ status: "requires_confirmation" }, { status: "pending" }],
  [{ status: "requires_action" }, { status: "requires_action" }],
  [{ status: "processing" }, { status: "processing" }],
  [{ status: "requires_capture" }, { status: "requires_capture" }],
  [{ amount_received: 0 }, { amount_received: null }],
  [{ payment_method_types: ["card", "link"] }, { payment_method_type: null }],
  [{ payment_method: { id: "pm_1", type: "sepa_debit" } }, { payment_method_type: "sepa_debit" }],
  [
    { payment_method: null, latest_charge: { id: "ch_2", payment_method_details: { type: "link" } } },
    { payment_method_type: "link", latest_charge_id: "ch_2" },
  ],
  [{ statement_descriptor_suffix: "JANUARY" }, { statement_descriptor: "PRACTICE JANUARY" }],
  [{ statement_descriptor: null }, { statement_descriptor: null }],
  [
    {
      last_payment_error: {
        type: "card_error",
        code: "card_declined",
        decline_code: "generic_decline",
        message: "No.",
      },
    },
    { error: { type: "card_error", code: "card_declined", decline_code: "generic_decline", message: "No." } },
  ],
  [
    { status: "canceled", canceled_at: 1767225601, cancellation_reason: "abandoned" },
    { status: "canceled", canceled_at: "2026-01-01T00:00:01.000Z", cancellation_reason: "abandoned" },
  ],
])("%j gives %j", async (change, expected) => {
  expect(await canonical({ ...paymentIntent, ...change })).toMatchObject({ ok: true, value: expected });
});

test("a status that nobody knows is set aside", async () => {
  expect(await canonical({ ...paymentIntent, status: "on_hold" })).toMatchObject({
    reason: "output_invalid",
    errors: [{ instancePath: "/status", keyword: "enum" }],
  });
});
