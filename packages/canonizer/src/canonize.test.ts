import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { response } from "../testing/google-forms.ts";
import { customer, invoice, paymentIntent, refund } from "../testing/stripe.ts";
import { canonize } from "./canonize.ts";
import { UnknownTransformError } from "./errors.ts";
import type { Json } from "./json.ts";
import { parseSchemaEntry, parseTransformMeta, type Transform } from "./registry/entries.ts";
import { createRegistry } from "./registry/registry.ts";
import { validate } from "./validate.ts";

fc.configureGlobal({ seed: 20260111 });

const registry = createRegistry();
const message = {
  id: "m1",
  raw: Buffer.from(
    "From: a@example.com\nDate: 11 Jan 2026 09:00 +0000\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nbody\n--b\nContent-Type: text/html\n\n<p>x\n--b--",
  ).toString("base64"),
  size: 150,
  received_at: null,
  labels: ["Inbox"],
};
const samples: readonly [string, Json][] = [
  ["email/rfc822_to_jmap_lite@1.0.0", message],
  ["customer/stripe_to_canonical@1.0.0", customer],
  ["invoice/stripe_to_canonical@1.0.0", invoice],
  ["payment/stripe_to_canonical@1.0.0", paymentIntent],
  ["refund/stripe_to_canonical@1.0.0", refund],
  ["forms/google_forms_to_canonical@1.0.0", response],
];

/** What stands in a record where something else should. */
const hostile: readonly Json[] = [
  null,
  true,
  "",
  "\ud800",
  "\u0000",
  "x".repeat(100_000),
  0,
  -0,
  1e308,
  -1.5,
  2 ** 53,
  [],
  {},
  [null],
  [[]],
  { id: 7 },
  JSON.parse('{"__proto__":{"x":1},"constructor":null}'),
  "2026-02-30T00:00:00Z",
  "9999-12-31T23:59:60Z",
];

/** The sample with one value anywhere in it replaced or removed. */
function mutate(sample: Json, path: readonly number[], replacement: Json | undefined): Json {
  const copy = structuredClone(sample) as Record<string, Json>;
  let node: Record<string, Json> = copy;
  for (const step of path) {
    const keys = Object.keys(node);
    const key = keys[step % keys.length];
    if (key === undefined) return copy;
    const child = node[key];
    if (step % 3 > 0 && typeof child === "object" && child !== null) {
      node = child as Record<string, Json>;
      continue;
    }
    if (replacement === undefined) delete node[key];
    else node[key] = replacement;
    return copy;
  }
  return copy;
}

async function isAnswered(raw: unknown, ref: string): Promise<void> {
  const before = JSON.stringify(raw);
  const result = await canonize(raw, ref, { registry });
  expect(JSON.stringify(raw)).toBe(before);
  if ("ok" in result) {
    expect(JSON.stringify(result.value)).not.toMatch(/\\ud[89a-f]/);
    const check = await validate(result.value, registry.transform(ref).meta.to_schema, { registry });
    expect(check).toEqual({ ok: true });
  } else
    expect("errors" in result && result.errors.length > 0 && result.reason !== "transform_failed").toBe(true);
  expect(await canonize(raw, ref, { registry })).toEqual(result);
}

describe.each(samples)("%s", (ref, sample) => {
  test("takes the sample, and gives the same twice", async () => {
    expect(await canonize(sample, ref, { registry })).toMatchObject({ ok: true });
    await isAnswered(sample, ref);
  });

  test("has an answer for any JSON", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ noUnicodeString: false }), (raw) => isAnswered(raw, ref)),
      { numRuns: 200 },
    );
  });

  test("has an answer for the sample with anything in it replaced or missing", async () => {
    const path = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(path, fc.constantFrom(undefined, ...hostile), (steps, value) =>
        isAnswered(mutate(sample, steps, value), ref),
      ),
      { numRuns: 400 },
    );
  });

  test("does not mind fields that it does not know", async () => {
    const plain = await canonize(sample, ref, { registry });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.string().map((key) => `x_${key}`),
          fc.jsonValue(),
        ),
        async (more) => {
          expect(await canonize({ ...more, ...(sample as object) }, ref, { registry })).toEqual(plain);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("has an answer for values that no JSON gives", async () => {
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error("secret");
        },
      },
    );
    for (const raw of [undefined, () => 1, Symbol("x"), 1n, new Date(0), new Map(), Number.NaN, trap]) {
      const result = await canonize(raw, ref, { registry });
      expect(JSON.stringify(result)).not.toContain("secret");
      expect(result).toHaveProperty("errors");
    }
  });

  test("does not follow a record into its depth", async () => {
    const deep = JSON.parse(`${"[".repeat(10_000)}${"]".repeat(10_000)}`);
    const nested = JSON.parse(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`);
    const plain = await canonize(sample, ref, { registry });
    expect(
      await canonize({ ...(sample as object), x_deep: deep, x_nested: nested }, ref, { registry }),
    ).toEqual(plain);
    for (const raw of [deep, nested]) expect(await canonize(raw, ref, { registry })).toHaveProperty("errors");
  });
});

describe("a project's transform", () => {
  const schema = parseSchemaEntry({
    self: { vendor: "com.example", name: "thing", format: "jsonschema", version: "1-0-0" },
    type: "object",
    required: ["n"],
    properties: { n: { type: "integer" } },
  });
  const ref = "things/thing_to_thing@1.0.0";
  const meta = parseTransformMeta({
    ref,
    version: "1.0.0",
    engine: "jsonata",
    from_schema: schema.ref,
    to_schema: schema.ref,
    status: "stable",
    description: "A test.",
    sha256: "0".repeat(64),
  });
  const run = (transform: Transform) => {
    const own = createRegistry({ transforms: [{ meta, load: async () => transform }], schemas: [schema] });
    return canonize({ n: 1 }, ref, { registry: own });
  };

  test("may be async, and may skip", async () => {
    expect(await run(async (raw) => ({ ...raw, more: true }))).toEqual({
      ok: true,
      value: { n: 1, more: true },
    });
    expect(await run(() => null)).toEqual({ skipped: true });
  });

  test("that gives nonsense has its output set aside", async () => {
    expect(await run(() => ({ n: "secret" }))).toEqual({
      reason: "output_invalid",
      errors: [{ instancePath: "/n", keyword: "type", message: "must be integer" }],
    });
  });

  test("may give nothing but an object, whatever its schema takes", async () => {
    const loose = parseSchemaEntry({
      self: { vendor: "com.example", name: "anything", format: "jsonschema", version: "1-0-0" },
    });
    const own = createRegistry({
      transforms: [{ meta: { ...meta, to_schema: loose.ref }, load: async () => () => JSON.parse("[1]") }],
      schemas: [schema, loose],
    });
    expect(await canonize({ n: 1 }, ref, { registry: own })).toEqual({
      reason: "output_invalid",
      errors: [{ instancePath: "", keyword: "type", message: "must be object" }],
    });
  });

  test("that throws has its record set aside, without its words", async () => {
    const failed = {
      reason: "transform_failed",
      errors: [{ instancePath: "", keyword: "transform", message: "the transform failed with a TypeError" }],
    };
    expect(
      await run(() => {
        throw new TypeError("secret");
      }),
    ).toEqual(failed);
    expect(await run(() => Promise.reject(new TypeError("secret")))).toEqual(failed);
  });
});

test("an unknown transform is the caller's fault, not the record's", async () => {
  await expect(canonize({}, "a/b@1.0.0", { registry })).rejects.toThrow(UnknownTransformError);
});

test("validate takes anything", async () => {
  const ref = "iglu:com.stripe/refund/jsonschema/1-0-0";
  expect(await validate(refund, ref, { registry })).toEqual({ ok: true });
  expect(await validate({ id: "re_1" }, ref, { registry })).toEqual({
    errors: [{ instancePath: "", keyword: "required", message: "must have required property 'object'" }],
  });
  const trap = new Proxy(
    {},
    {
      get: () => {
        throw new Error("secret");
      },
    },
  );
  expect(await validate(trap, ref, { registry })).toHaveProperty("errors");
});
