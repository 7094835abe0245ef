import { expect, test } from "vitest";
import { refund } from "../../../../../testing/stripe.ts";
import { canonize } from "../../../../canonize.ts";
import { createRegistry } from "../../../../registry/registry.ts";

const registry = createRegistry();
const canonical = (raw: object) => canonize(raw, "refund/stripe_to_canonical@1.0.0", { registry });

test("a refund", async () => {
  expect(await canonical(refund)).toEqual({
    ok: true,
    value: {
      schema_version: "1.0.0",
      refund_id: "re_Sample01",
      amount: { amount: 5000, currency: "eur" },
      currency: "eur",
      status: "succeeded",
      payment_id: "pi_Sample01",
      charge_id: "ch_Sample01",
      reason: "requested_by_customer",
      failure_reason: null,
      receipt_number: null,
      external_metadata: { by: "front desk" },
      meta: {
        created_at: "2026-01-01T00:00:00.000Z",
        source: { platform: "stripe", platform_version: "v1" },
      },
    },
  });
});

test("expanded objects give their ids", async () => {
  const raw = {
    ...refund,
    charge: { id: "ch_2" },
    payment_intent: { id: "pi_2" },
    failure_reason: "lost_or_stolen_card",
  };
  expect(await canonical({ ...raw, status: "failed" })).toMatchObject({
    ok: true,
    value: { charge_id: "ch_2", payment_id: "pi_2", status: "failed", failure_reason: "lost_or_stolen_card" },
  });
});

test("a refund without a status is set aside: nobody knows whether the money went back", async () => {
  expect(await canonical({ ...refund, status: null })).toMatchObject({
    reason: "output_invalid",
    errors: [{ instancePath: "/status", keyword: "enum" }],
  });
});
