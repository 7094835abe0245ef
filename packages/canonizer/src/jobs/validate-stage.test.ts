import { afterEach, beforeEach, expect, test } from "vitest";
import { type RawWarehouse, rawWarehouse } from "../../testing/raw-warehouse.ts";
import { refund } from "../../testing/stripe.ts";
import { canonize } from "./canonize.ts";

const schema = "iglu:com.stripe/refund/jsonschema/1-0-0";
const nothing = { in: 0, inserted: 0, updated: 0, unchanged: 0, skipped: 0, quarantined: 0 };
const config = {
  source: { source_system: "stripe", object_type: "refund" },
  transform: { mode: "validate_only", schema_in: "iglu:com.stripe/refund/jsonschema/1.0.0" },
};

let raw: RawWarehouse;
beforeEach(async () => {
  raw = await rawWarehouse();
});
afterEach(() => raw.close());

const run = () => raw.run(canonize, config);
const marks = async () =>
  (await raw.rows("raw_objects")).map(({ validation_status, validation_errors, validated_schema }) => [
    validation_status,
    validation_errors,
    validated_schema,
  ]);

test("says of each raw object whether it fits, and makes none", async () => {
  await raw.put(
    { id: "a", payload: refund },
    { id: "b", payload: { ...refund, amount: "secret" } },
    { id: "c", payload: refund, deleted: true },
  );
  expect(await run()).toMatchObject({
    stage: "validation",
    counts: { ...nothing, in: 3, updated: 1, skipped: 1, quarantined: 1 },
  });
  const errors = [{ instancePath: "/amount", keyword: "type", message: "must be integer" }];
  expect(await marks()).toEqual([
    ["pass", null, schema],
    ["fail", { errors }, schema],
    [null, null, null],
  ]);
  expect(await raw.rows("canonical_objects")).toEqual([]);
  expect(await raw.rows("record_outcomes")).toMatchObject([
    {
      stage: "validate",
      output: schema,
      processor: expect.stringMatching(/^iglu:.*:[0-9a-f]{64}$/),
      outcome: "ok",
    },
    { outcome: "quarantined", reason_code: "schema_invalid", detail: { errors } },
    { outcome: "skipped", reason_code: "source_deleted" },
  ]);
});

test("checks again only what changed", async () => {
  await raw.put({ id: "a", payload: refund }, { id: "b", payload: { ...refund, amount: null } });
  await run();
  expect((await run()).counts).toEqual(nothing);
  await raw.put({ id: "b", payload: refund });
  expect((await marks())[1]).toEqual([null, null, null]);
  expect((await run()).counts).toEqual({ ...nothing, in: 1, updated: 1 });
  expect((await marks())[1]).toEqual(["pass", null, schema]);
});

test("forgets what is not there any more", async () => {
  await raw.put({ id: "a", payload: refund });
  await run();
  await raw.warehouse.remove("raw_objects", "idem_key", ["stripe:main:refund:a"]);
  expect((await run()).counts).toEqual(nothing);
  expect(await raw.rows("record_outcomes")).toEqual([]);
});
