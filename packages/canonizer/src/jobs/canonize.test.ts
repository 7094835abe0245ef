import type { Json, Warehouse } from "@lorchestra/warehouse";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RawWarehouse, rawWarehouse } from "../../testing/raw-warehouse.ts";
import { refund } from "../../testing/stripe.ts";
import { createRegistry } from "../registry/registry.ts";
import { canonize } from "./canonize.ts";

const source = { source_system: "stripe", object_type: "refund" };
const transform = {
  transform_ref: "refund/stripe_to_canonical@1-0-0",
  schema_out: "iglu:org.canonical/refund/jsonschema/1-0-0",
};
const { meta } = createRegistry().transform(transform.transform_ref);
const nothing = { in: 0, inserted: 0, updated: 0, unchanged: 0, skipped: 0, quarantined: 0, removed: 0 };

let raw: RawWarehouse;
beforeEach(async () => {
  raw = await rawWarehouse();
});
afterEach(() => raw.close());

const run = (change: { readonly [key: string]: Json } = {}, options = {}) =>
  raw.run(canonize, { source, transform, ...change }, options);
const refundOf = (id: string, change = {}) => ({ id, payload: { ...refund, id, ...change } });
const outcomes = async () =>
  (await raw.rows("record_outcomes")).map(({ input_key, outcome, reason_code }) => [
    input_key,
    outcome,
    reason_code,
  ]);
const canonicalIds = async () => (await raw.rows("canonical_objects")).map((row) => row.idem_key);

test("writes each canonical object with where it comes from", async () => {
  await raw.put(refundOf("re_1"));
  const report = await run();
  expect(report).toMatchObject({ stage: "canonization", counts: { ...nothing, in: 1, inserted: 1 } });
  const [row, ...others] = await raw.rows("canonical_objects");
  const [input] = await raw.rows("raw_objects");
  expect(others).toEqual([]);
  expect(row).toEqual({
    idem_key: "stripe:main:refund:re_1#refund",
    source_system: "stripe",
    connection_name: "main",
    object_type: "refund",
    canonical_schema: "iglu:org.canonical/refund/jsonschema/1-0-0",
    canonical_format: "refund",
    transform_ref: "refund/stripe_to_canonical@1.0.0",
    transform_hash: meta.sha256,
    raw_idem_key: "stripe:main:refund:re_1",
    raw_payload_hash: input?.payload_hash,
    payload: expect.objectContaining({ refund_id: "re_1", amount: { amount: 5000, currency: "eur" } }),
    correlation_id: expect.stringMatching(/^test_job-\d{14}-[0-9a-f]{8}$/),
    canonicalized_at: expect.stringMatching(/^2026-01-11T09:/),
    created_at: row?.canonicalized_at,
  });
  expect(await raw.rows("record_outcomes")).toMatchObject([
    {
      stage: "canonize",
      output: "refund",
      processor: `refund/stripe_to_canonical@1.0.0:${meta.sha256}`,
      input_hash: input?.payload_hash,
      outcome: "ok",
      reason_code: null,
      attempts: 1,
    },
  ]);
});

test("does again only what changed", async () => {
  await raw.put(refundOf("re_1"), refundOf("re_2"));
  expect((await run()).counts).toEqual({ ...nothing, in: 2, inserted: 2 });
  const before = await raw.rows("canonical_objects");
  expect((await run()).counts).toEqual(nothing);
  expect(await raw.rows("canonical_objects")).toEqual(before);
  // A field that the canonical object does not have changed: the object stays, the hash that it was made from moves.
  await raw.put(refundOf("re_1", { unknown: 1 }), refundOf("re_2", { amount: 1 }));
  expect((await run()).counts).toEqual({ ...nothing, in: 2, updated: 2 });
  const after = await raw.rows("canonical_objects");
  expect(after.map((row) => row.created_at)).toEqual(before.map((row) => row.created_at));
  expect(after[0]?.payload).toEqual(before[0]?.payload);
});

describe("records that do not fit", () => {
  test("are set aside with the place, not the value; the last good object stays", async () => {
    await raw.put(refundOf("re_1"), refundOf("re_2"));
    await run();
    const before = await raw.rows("canonical_objects");
    await raw.put(refundOf("re_1", { amount: "secret" }), refundOf("re_2", { status: "secret" }));
    expect((await run()).counts).toEqual({ ...nothing, in: 2, quarantined: 2 });
    expect(await raw.rows("canonical_objects")).toEqual(before);
    const kept = await raw.rows("record_outcomes");
    expect(kept).toMatchObject([
      {
        outcome: "quarantined",
        reason_code: "input_invalid",
        detail: { errors: [{ instancePath: "/amount", keyword: "type", message: "must be integer" }] },
      },
      {
        outcome: "quarantined",
        reason_code: "output_invalid",
        detail: { errors: [{ instancePath: "/status" }] },
      },
    ]);
    expect(JSON.stringify([kept, await raw.rows("event_log")])).not.toContain("secret");
    expect((await run()).counts).toEqual(nothing);
  });

  test("whatever they are", async () => {
    const payloads: Json[] = [null, [], "x", 7, {}, { id: "re_1" }, JSON.parse('{"__proto__":{"a":1}}')];
    await raw.put(...payloads.map((payload, index) => ({ id: `re_${index}`, payload })));
    expect((await run()).counts).toEqual({ ...nothing, in: payloads.length, quarantined: payloads.length });
  });

  test("of a transform's own reason keep its code", async () => {
    const payload = { id: "m1", raw: Buffer.from("From: a@example.com\n\nx").toString("base64"), size: 22 };
    await raw.put({ id: "m1", payload, source: "files", type: "email" });
    const mail = {
      source: { source_system: "files", object_type: "email" },
      transform: {
        transform_ref: "email/rfc822_to_jmap_lite@1.0.0",
        schema_out: "iglu:org.canonical/email_jmap_lite/jsonschema/1-0-0",
      },
    };
    expect((await run(mail)).counts).toEqual({ ...nothing, in: 1, quarantined: 1 });
    expect(await outcomes()).toEqual([["files:main:email:m1", "quarantined", "no_date"]]);
  });
});

test("what the source deleted, and what is not there any more, disappears", async () => {
  await raw.put(refundOf("re_1"), refundOf("re_2"), refundOf("re_3"));
  await run();
  await raw.put({ ...refundOf("re_1"), deleted: true });
  await raw.warehouse.remove("raw_objects", "idem_key", ["stripe:main:refund:re_2"]);
  expect((await run()).counts).toEqual({ ...nothing, in: 1, skipped: 1, removed: 2 });
  expect(await canonicalIds()).toEqual(["stripe:main:refund:re_3#refund"]);
  expect(await outcomes()).toEqual([
    ["stripe:main:refund:re_1", "skipped", "source_deleted"],
    ["stripe:main:refund:re_3", "ok", null],
  ]);
  expect((await run()).counts).toEqual(nothing);
  await raw.put(refundOf("re_1"));
  expect((await run()).counts).toEqual({ ...nothing, in: 1, inserted: 1 });
});

test("reads its source only, of one connection or of all", async () => {
  await raw.put(
    refundOf("re_1"),
    { ...refundOf("re_2"), connection: "second" },
    { ...refundOf("re_3"), source: "other" },
    { ...refundOf("re_4"), type: "charge" },
  );
  expect((await run({ source: { ...source, connection_name: "second" } })).counts).toEqual({
    ...nothing,
    in: 1,
    inserted: 1,
  });
  expect(await canonicalIds()).toEqual(["stripe:second:refund:re_2#refund"]);
  expect((await run()).counts).toEqual({ ...nothing, in: 1, inserted: 1 });
  expect(await canonicalIds()).toEqual([
    "stripe:main:refund:re_1#refund",
    "stripe:second:refund:re_2#refund",
  ]);
});

test("a suffix of its own", async () => {
  await raw.put(refundOf("re_1"));
  await run({ transform: { ...transform, idem_key_suffix: "money_back" } });
  expect(await raw.rows("canonical_objects")).toMatchObject([
    { idem_key: "stripe:main:refund:re_1#money_back", canonical_format: "refund" },
  ]);
});

test("a limit, the run's before the spec's", async () => {
  await raw.put(...["re_1", "re_2", "re_3", "re_4"].map((id) => refundOf(id)));
  expect((await run({ options: { limit: 3 } }, { limit: 1 })).counts.in).toBe(1);
  expect((await run({ options: { limit: 2 } })).counts.in).toBe(2);
  expect((await run()).counts.in).toBe(1);
});

test("a dry run counts and writes nothing", async () => {
  await raw.put(refundOf("re_1"), refundOf("re_2", { amount: null }));
  expect((await run({}, { dryRun: true })).counts).toEqual({
    ...nothing,
    in: 2,
    inserted: 1,
    quarantined: 1,
  });
  expect(await raw.rows("canonical_objects")).toEqual([]);
  expect(await raw.rows("record_outcomes")).toEqual([]);
});

/** The warehouse, whose second batch of outcomes fails. */
function failingToRecord(warehouse: Warehouse): Warehouse {
  let batches = 0;
  return new Proxy(warehouse, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function" || name === "sql") return member;
      return (...given: unknown[]) => {
        if (name === "merge" && given[0] === "record_outcomes" && ++batches === 2)
          return Promise.reject(new Error("the power went out"));
        return Reflect.apply(member, target, given);
      };
    },
  });
}

test("stopped between writing and recording, it does the work again and changes nothing", async () => {
  await raw.put(...Array.from({ length: 700 }, (_, index) => refundOf(`re_${index}`)));
  await expect(run({}, { wrap: failingToRecord })).rejects.toThrow("the power went out");
  const written = await raw.rows("canonical_objects");
  expect(written).toHaveLength(700);
  expect(await outcomes()).toHaveLength(500);
  expect((await run()).counts).toEqual({ ...nothing, in: 200, unchanged: 200 });
  expect(await raw.rows("canonical_objects")).toEqual(written);
});

test("cancelled, it stops between two batches and keeps what is done", async () => {
  await raw.put(...Array.from({ length: 1200 }, (_, index) => refundOf(`re_${index}`)));
  const controller = new AbortController();
  const work = raw.within(
    { source, transform: { ...transform, mode: "full" } },
    async (context) => {
      await canonize.execute({
        ...context,
        progress(update) {
          expect(update).toEqual({ current: 500, total: 1200, item: "objects" });
          controller.abort(new Error("enough"));
        },
      });
    },
    { signal: controller.signal },
  );
  await expect(work).rejects.toThrow("enough");
  expect(await canonicalIds()).toHaveLength(500);
  expect(await outcomes()).toHaveLength(500);
  expect((await run()).counts).toEqual({ ...nothing, in: 700, inserted: 700 });
});
