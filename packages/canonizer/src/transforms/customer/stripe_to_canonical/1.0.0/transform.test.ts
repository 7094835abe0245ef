import { expect, test } from "vitest";
import { customer } from "../../../../../testing/stripe.ts";
import { canonize } from "../../../../canonize.ts";
import { createRegistry } from "../../../../registry/registry.ts";

const registry = createRegistry();
const canonical = (raw: object) => canonize(raw, "customer/stripe_to_canonical@1.0.0", { registry });

test("a customer", async () => {
  expect(await canonical(customer)).toEqual({
    ok: true,
    value: {
      schema_version: "1.0.0",
      customer_id: "cus_Sample01",
      email: "anna@example.com",
      name: "Anna Example",
      phone: "+49 228 000000",
      description: null,
      address: {
        line1: "Hauptstr. 1",
        line2: null,
        city: "Bonn",
        state: null,
        postal_code: "53111",
        country: "DE",
      },
      shipping_address: null,
      status: "active",
      balance: { amount: -2500, currency: "eur" },
      default_currency: "eur",
      tax_exempt: false,
      preferred_locales: ["de"],
      external_metadata: { client_id: "c-1" },
      meta: {
        created_at: "2026-01-01T00:00:00.000Z",
        source: { platform: "stripe", platform_version: "v1" },
      },
    },
  });
});

test.each([
  [{ delinquent: true }, { status: "delinquent" }],
  [{ delinquent: null }, { status: "active" }],
  [{ deleted: true, delinquent: true }, { status: "inactive" }],
  [{ tax_exempt: "exempt" }, { tax_exempt: true }],
  [{ tax_exempt: "reverse" }, { tax_exempt: null }],
  [{ tax_exempt: null }, { tax_exempt: null }],
  [{ currency: null }, { default_currency: null, balance: { amount: -2500, currency: null } }],
  [{ preferred_locales: null }, { preferred_locales: null }],
  [{ shipping: {} }, { shipping_address: null }],
  [{ metadata: { __proto__: null, constructor: "x" } }, { external_metadata: { constructor: "x" } }],
])("%j gives %j", async (change, expected) => {
  expect(await canonical({ ...customer, ...change })).toMatchObject({ ok: true, value: expected });
});

test("what is left of a deleted one", async () => {
  expect(await canonical({ id: "cus_Sample01", object: "customer", deleted: true })).toMatchObject({
    ok: true,
    value: { customer_id: "cus_Sample01", status: "inactive", email: null, meta: { created_at: null } },
  });
});

test.each([
  [{ id: undefined }, { instancePath: "", keyword: "required", message: "must have required property 'id'" }],
  [
    { id: "" },
    { instancePath: "/id", keyword: "minLength", message: "must NOT have fewer than 1 characters" },
  ],
  [{ object: "charge" }, { instancePath: "/object", keyword: "const", message: "must be equal to constant" }],
  [{ email: 3 }, { instancePath: "/email", keyword: "type", message: "must be string,null" }],
  [{ balance: 1.5 }, { instancePath: "/balance", keyword: "type", message: "must be integer,null" }],
  // Milliseconds for seconds would be the year 57970.
  [
    { created: 1767225600000 },
    { instancePath: "/created", keyword: "maximum", message: "must be <= 253402300799" },
  ],
])("%j is set aside", async (change, error) => {
  const raw = Object.fromEntries(
    Object.entries({ ...customer, ...change }).filter(([, value]) => value !== undefined),
  );
  expect(await canonical(raw)).toEqual({ reason: "input_invalid", errors: [error] });
});
