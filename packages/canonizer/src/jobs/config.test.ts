import { checkConfig } from "@lorchestra/jobs";
import { describe, expect, test } from "vitest";
import { canonize } from "./canonize.ts";
import type { CanonizeConfig } from "./config.ts";

const source = { source_system: "stripe", object_type: "refund" };
const transform_ref = "refund/stripe_to_canonical@1.0.0";
const schema_in = "iglu:com.stripe/refund/jsonschema/1-0-0";
const schema_out = "iglu:org.canonical/refund/jsonschema/1-0-0";

/** As the runner does: the schema first, then the job type's own check. */
function problems(config: object): string[] {
  const checked = checkConfig(canonize.configSchema, config, { job: "j", owner: "the test" });
  const errors =
    checked.errors.length > 0
      ? checked.errors
      : (canonize.validateConfig?.(checked.config as CanonizeConfig, "j") ?? []);
  return errors.map(({ path, message }) => `${path}: ${message}`);
}

describe("a spec", () => {
  test.each([
    { transform: { transform_ref, schema_out } },
    {
      transform: {
        transform_ref: "refund/stripe_to_canonical@1-0-0",
        schema_in,
        schema_out,
        mode: "full",
        idem_key_suffix: "x",
      },
    },
    { transform: { mode: "validate_only", schema_in } },
    { transform: { mode: "validate_only", schema_in, schema_out, transform_ref } },
    { transform: { transform_ref, schema_out }, options: { limit: 5 } },
  ])("is good: %j", (config) => {
    expect(problems({ source, ...config })).toEqual([]);
  });

  test.each([
    [{ transform: { schema_out } }, ["transform.transform_ref: is required"]],
    [{ transform: { transform_ref } }, ["transform.schema_out: is required"]],
    [{ transform: { mode: "validate_only", transform_ref } }, ["transform.schema_in: is required"]],
    [
      { transform: { mode: "validate_only", schema_in, idem_key_suffix: "x" } },
      ["transform.idem_key_suffix: is not allowed"],
    ],
    [
      { transform: { mode: "validate", schema_in } },
      expect.arrayContaining(['transform.mode: must be one of "full", "validate_only"']),
    ],
    [
      { transform: { transform_ref, schema_out, shema_in: "x" } },
      ['transform.shema_in: unknown key; did you mean "schema_in"?'],
    ],
    [{ transform: { transform_ref, schema_out }, options: { limit: 0 } }, ["options.limit: must be >= 1"]],
    [{}, ["transform: is required"]],
    [
      { transform: { transform_ref: "refund/stripe_to_canonicle@1.0.0", schema_out } },
      [
        'transform.transform_ref: there is no transform "refund/stripe_to_canonicle@1.0.0"; did you mean refund/stripe_to_canonical@1.0.0?',
      ],
    ],
    [
      { transform: { transform_ref: "refund", schema_out: "refund" } },
      [
        'transform.schema_out: "refund" is not a reference; it should look like iglu:vendor/name/jsonschema/1-0-0',
        'transform.transform_ref: "refund" is not a reference; it should look like category/name@1.0.0',
      ],
    ],
    [
      { transform: { transform_ref, schema_out: "iglu:org.canonical/payment/jsonschema/1-0-0" } },
      [
        `transform.schema_out: ${transform_ref} gives ${schema_out}, not iglu:org.canonical/payment/jsonschema/1-0-0`,
      ],
    ],
    [
      { transform: { transform_ref, schema_out, schema_in: "iglu:com.stripe/customer/jsonschema/1-0-0" } },
      [
        `transform.schema_in: ${transform_ref} takes ${schema_in}, not iglu:com.stripe/customer/jsonschema/1-0-0`,
      ],
    ],
    [
      { transform: { mode: "validate_only", schema_in: "iglu:com.stripe/refunds/jsonschema/1-0-0" } },
      [
        expect.stringMatching(
          /^transform\.schema_in: there is no schema .* did you mean iglu:com\.stripe\/refund\//,
        ),
      ],
    ],
  ])("is refused: %j", (config, expected) => {
    expect(problems({ source, ...config })).toEqual(expected);
  });
});

describe("specs together", () => {
  const job = (jobId: string, transform: object, more: object = {}) => ({
    jobId,
    config: {
      source: { ...source, ...more },
      transform: { mode: "full", schema_out, ...transform },
    } as CanonizeConfig,
  });
  const other = "things/thing_to_refund@1.0.0";
  const check = (...jobs: ReturnType<typeof job>[]) =>
    (canonize.validateTogether?.(jobs) ?? []).map(({ job: jobId, path }) => [jobId, path]);

  test("may not write one suffix from one source with two transforms", () => {
    const conflict = [["b", "transform.idem_key_suffix"]];
    expect(check(job("a", { transform_ref }), job("b", { transform_ref: other }))).toEqual(conflict);
    expect(
      check(job("a", { transform_ref }, { connection_name: "x" }), job("b", { transform_ref: other })),
    ).toEqual(conflict);
    expect(
      canonize.validateTogether?.([job("a", { transform_ref }), job("b", { transform_ref: other })]),
    ).toEqual([
      {
        job: "b",
        path: "transform.idem_key_suffix",
        message: `the job a writes canonical objects with the suffix "refund" from the same source with ${transform_ref}; give one of them another idem_key_suffix`,
      },
    ]);
  });

  test.each([
    ["another suffix", { transform_ref: other, idem_key_suffix: "x" }, {}],
    ["the same transform in its other spelling", { transform_ref: "refund/stripe_to_canonical@1-0-0" }, {}],
    ["another source", { transform_ref: other }, { source_system: "other" }],
    ["another type", { transform_ref: other }, { object_type: "other" }],
    ["another connection", { transform_ref: other }, { connection_name: "y" }],
    ["checking only", { mode: "validate_only", schema_in }, {}],
    ["a reference that is none, which is said elsewhere", { transform_ref: "?" }, {}],
  ])("may differ by %s", (_what, transform, more) => {
    expect(
      check(
        job("a", { transform_ref }, { connection_name: "x" }),
        job("b", transform, { connection_name: "x", ...more }),
      ),
    ).toEqual([]);
  });
});
