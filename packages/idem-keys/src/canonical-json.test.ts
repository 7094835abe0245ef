import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, contentHash, IdemKeyError } from "./index.ts";

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof IdemKeyError ? error.code : String(error);
  }
  return "no error";
}

function nested(depth: number): unknown {
  let value: unknown = { end: true };
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { b: 1, a: value };
  return value;
}

describe("canonicalJson", () => {
  test("writes the example of RFC 8785", () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test("sorts keys by UTF-16 code units, those that look like integers too", () => {
    expect(canonicalJson({ "\u{1F600}": 1, "\uFB33": 2, b: 3, a: 4, 10: 5, 9: 6, "": 7 })).toBe(
      '{"":7,"10":5,"9":6,"a":4,"b":3,"\u{1F600}":1,"\uFB33":2}',
    );
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${99 - index}`, index]));
    expect(canonicalJson(many)).toBe(canonicalize(many));
  });

  test("is what `canonicalize` gives, for any JSON value", () => {
    const keys = fc.oneof(
      fc.string(),
      fc.constantFrom("__proto__", "constructor", "toJSON", "10", "9", "\\ud800"),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(null, true, false, -0, 1e300, 5e-324, "\\ud800", "\u2028"),
        fc.array(tie("value"), { maxLength: 5 }),
        fc
          .array(fc.tuple(keys, tie("value")), { maxLength: 6 })
          .map((entries) => Object.fromEntries(entries)),
      ),
    }));
    fc.assert(
      fc.property(value, (json) => {
        const text = canonicalJson(json);
        expect(text).toBe(canonicalize(json));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test("takes depth 10,000 and a string of 50 MB", () => {
    expect(canonicalJson(nested(10_000))).toBe(canonicalize(nested(10_000)));
    expect(canonicalJson({ text: "x".repeat(50_000_000) })).toHaveLength(50_000_011);
  });

  test("keeps a key named __proto__", () => {
    expect(canonicalJson(JSON.parse('{"b":{"__proto__":{"x":1}},"a":0}'))).toBe(
      '{"a":0,"b":{"__proto__":{"x":1}}}',
    );
  });

  test("refuses what has no canonical form, without quoting it", () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    for (const value of [
      { secret: "\ud800" },
      { "secret\udc00": 1 },
      { secret: Number.NaN },
      [Number.POSITIVE_INFINITY],
      { secret: 1n },
      cycle,
      undefined,
    ]) {
      expect(codeOf(() => canonicalJson(value))).toBe("canonical_json");
      expect(() => canonicalJson(value)).not.toThrow(/secret/);
    }
  });
});

describe("contentHash", () => {
  test("is SHA-256 of the canonical text in hex", () => {
    expect(contentHash({ b: 1, a: "é" })).toBe(createHash("sha256").update('{"a":"é","b":1}').digest("hex"));
    expect(contentHash({})).toBe("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  });
});
