import { expect, test } from "vitest";
import type { JsonSchema } from "../contract/job-type.ts";
import { checkConfig } from "./check-config.ts";

const owner = { job: "daily", owner: "job type x of @acme/x" };
const schema: JsonSchema = {
  type: "object",
  required: ["source"],
  properties: {
    source: {
      type: "object",
      required: ["stream"],
      properties: { stream: { type: "string" }, limit: { type: "integer", minimum: 1, default: 10 } },
    },
    mode: { enum: ["full", "validate_only"], default: "full" },
    steps: { type: "array", items: { type: "object", properties: { id: { type: "string" } } } },
    size: { oneOf: [{ type: "integer" }, { type: "string", pattern: "%$" }] },
  },
};

test("defaults are applied to a copy", () => {
  const given = { source: { stream: "a" } };
  expect(checkConfig(schema, given, owner)).toEqual({
    config: { source: { stream: "a", limit: 10 }, mode: "full" },
    errors: [],
  });
  expect(given).toEqual({ source: { stream: "a" } });
});

test("every problem is said, with a dotted path and without the value", () => {
  const config = {
    source: { limit: 0.5, strem: "secret-value" },
    mode: "validate",
    steps: [{ id: 1 }, { ids: "x" }],
    size: [],
    zzz: 1,
  };
  expect(checkConfig(schema, config, owner).errors).toEqual([
    { job: "daily", path: "zzz", message: "unknown key; known: source, mode, steps, size" },
    { job: "daily", path: "source.stream", message: "is required" },
    { job: "daily", path: "source.strem", message: 'unknown key; did you mean "stream"?' },
    { job: "daily", path: "source.limit", message: "must be integer, not number" },
    { job: "daily", path: "source.limit", message: "must be >= 1" },
    { job: "daily", path: "mode", message: 'must be one of "full", "validate_only"' },
    { job: "daily", path: "steps.0.id", message: "must be string, not number" },
    { job: "daily", path: "steps.1.ids", message: 'unknown key; did you mean "id"?' },
    { job: "daily", path: "size", message: "matches none of the allowed forms" },
  ]);
});

test("a schema that says what it does with other keys is left alone", () => {
  const open: JsonSchema = { type: "object", properties: { a: {} }, additionalProperties: true };
  expect(checkConfig(open, { b: 1 }, owner).errors).toEqual([]);
  expect(checkConfig({}, { b: 1 }, owner).errors).toEqual([]);
  expect(checkConfig(true, 1, owner).errors).toEqual([]);
  expect(checkConfig(false, 1, owner).errors).toEqual([
    { job: "daily", path: "", message: "is not allowed" },
  ]);
});

test("text from a command line becomes what the schema asks for", () => {
  const numbers: JsonSchema = {
    type: "object",
    properties: { n: { type: "integer" }, b: { type: "boolean" } },
  };
  const coerced = checkConfig(numbers, { n: "5", b: "true" }, { ...owner, coerce: true });
  expect(coerced).toEqual({ config: { n: 5, b: true }, errors: [] });
  expect(checkConfig(numbers, { n: "5" }, owner).errors).toHaveLength(1);
});

test("the format instant: what parseInstant takes, its forms in the message, without the value", () => {
  const window: JsonSchema = {
    type: "object",
    properties: { since: { type: "string", format: "instant" }, day: { type: "string", format: "date" } },
  };
  for (const since of ["2026-08-01", "2026-08-01T09:30:00+02:00", "-7d"]) {
    expect(checkConfig(window, { since }, owner)).toEqual({ config: { since }, errors: [] });
  }
  expect(checkConfig(window, { since: "2026-02-30", day: "secret-value" }, owner).errors).toEqual([
    {
      job: "daily",
      path: "since",
      message:
        "is not a moment; write 2026-08-01, 2026-08-01T09:30:00Z, 2026-08-01T09:30:00+02:00 (without a zone: UTC), or back from now: -7d, -12h, -30m, -2w",
    },
    { job: "daily", path: "day", message: 'must match format "date"' },
  ]);
  expect(checkConfig(window, { since: 7 }, owner).errors).toEqual([
    { job: "daily", path: "since", message: "must be string, not number" },
  ]);
});

test.each<[string, JsonSchema]>([
  ["a type that does not exist", { type: "strin" }],
  ["a reference to nothing", { properties: { a: { $ref: "#/definitions/none" } } }],
  ["a pattern that is no pattern", { properties: { a: { type: "string", pattern: "(" } } }],
])("%s is the package's fault", (_what, broken) => {
  expect(() => checkConfig(broken, {}, owner)).toThrow(
    "job type x of @acme/x has a broken config schema (this is a fault of its package): ",
  );
});

test("hostile values are refused, not fallen over", () => {
  const deep = JSON.parse(`${"[".repeat(10_000)}${"]".repeat(10_000)}`) as unknown;
  expect(checkConfig({}, deep, owner).errors).toEqual([
    { job: "daily", path: "", message: "is nested deeper than 200 levels" },
  ]);
  const proto = JSON.parse('{"source":{"stream":"a"},"__proto__":{"mode":"full"}}') as unknown;
  expect(checkConfig(schema, proto, owner).errors).toEqual([
    { job: "daily", path: "__proto__", message: "unknown key; known: source, mode, steps, size" },
  ]);
});
