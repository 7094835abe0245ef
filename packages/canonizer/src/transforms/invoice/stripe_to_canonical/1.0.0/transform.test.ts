import { expect, test } from "vitest";
import { invoice, newerInvoice } from "../../../../../testing/stripe.ts";
import { canonize } from "../../../../canonize.ts";
import { createRegistry } from "../../../../registry/registry.ts";

const registry = createRegistry();
const canonical = (raw: object) =>
  canonize(JSON.parse(JSON.stringify(raw)), "invoice/stripe_to_canonical@1.0.0", { registry });
const eur = (amount: number) => ({ amount, currency: "eur" });

test("an invoice", async () => {
  expect(await canonical(invoice)).toEqual({
    ok: true,
    value: {
      schema_version: "1.0.0",
      invoice_id: "in_Sample01",
      invoice_number: "ABC-0001",
      customer_id: "cus_Sample01",
      customer_email: "anna@example.com",
      customer_name: "Anna Example",
      status: "paid",
      amount_due: eur(11900),
      amount_paid: eur(11900),
      amount_remaining: eur(0),
      subtotal: eur(10000),
      total: eur(11900),
      tax: eur(1900),
      currency: "eur",
      description: "Sessions in January",
      line_items: [
        {
          id: "il_1",
          description: "Session",
          quantity: 2,
          unit_amount: eur(5000),
          amount: eur(10000),
          currency: "eur",
          period_start: "2026-01-01T00:00:00.000Z",
          period_end: "2026-02-01T00:00:00.000Z",
        },
      ],
      event_time: "2026-01-01T01:00:00.000Z",
      due_date: "2026-01-31T00:00:00.000Z",
      period_start: "2026-01-01T00:00:00.000Z",
      period_end: "2026-02-01T00:00:00.000Z",
      payment_intent_id: "pi_Sample01",
      subscription_id: null,
      hosted_url: "https://invoice.example.com/i/1",
      pdf_url: "https://invoice.example.com/i/1/pdf",
      external_metadata: {},
      meta: {
        created_at: "2026-01-01T00:00:00.000Z",
        source: { platform: "stripe", platform_version: "v1" },
      },
    },
  });
});

test("an invoice of the API versions since 2025", async () => {
  expect(await canonical(newerInvoice)).toMatchObject({
    ok: true,
    value: {
      tax: eur(1900),
      payment_intent_id: "pi_Sample02",
      subscription_id: "sub_1",
      event_time: "2026-01-01T00:00:00.000Z",
      // Half a cent is no whole number of minor units.
      line_items: [{ unit_amount: eur(5000) }, { unit_amount: null, amount: eur(1) }],
    },
  });
});

test.each([
  [{ customer: { id: "cus_Expanded", object: "customer" } }, { customer_id: "cus_Expanded" }],
  [{ payment_intent: { id: "pi_Expanded" } }, { payment_intent_id: "pi_Expanded" }],
  [{ tax: null, total_tax_amounts: [{ amount: 3 }, { amount: 4 }] }, { tax: eur(7) }],
  [{ tax: null, total_taxes: [] }, { tax: null }],
  [{ status: null }, { status: null }],
  [{ lines: null }, { line_items: [] }],
  [{ currency: "jpy", total: 500 }, { total: { amount: 500, currency: "jpy" } }],
])("%j gives %j", async (change, expected) => {
  expect(await canonical({ ...invoice, ...change })).toMatchObject({ ok: true, value: expected });
});

test("a status that Stripe does not have is set aside by name of the field", async () => {
  const result = await canonical({ ...invoice, status: "secret status" });
  expect(result).toMatchObject({
    reason: "output_invalid",
    errors: [{ instancePath: "/status", keyword: "enum" }],
  });
  expect(JSON.stringify(result)).not.toContain("secret");
});
