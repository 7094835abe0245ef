import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidReferenceError } from "../errors.ts";
import {
  formatSchemaReference,
  formatTransformReference,
  parseSchemaReference,
  parseTransformReference,
} from "./references.ts";
import { compareVersions, parseVersion, type Version } from "./version.ts";

fc.configureGlobal({ seed: 20260111 });

describe("versions", () => {
  test("are compared as numbers", () => {
    const texts = ["1.10.0", "1.9.0", "2-0-0", "1.9.10", "1.9.9"];
    const versions = texts.flatMap((text) => parseVersion(text) ?? []);
    const parsed = texts.map((text): Version => parseVersion(text) ?? [0, 0, 0]);
    expect(versions).toHaveLength(15);
    expect(parsed.sort(compareVersions).map((version) => version.join("."))).toEqual([
      "1.9.0",
      "1.9.9",
      "1.9.10",
      "1.10.0",
      "2.0.0",
    ]);
  });

  test.each(["", "1", "1.0", "1.0.0.0", "1.0-0", "01.0.0", "1.0.0 ", "v1.0.0", "1.0.x", "9999999999.0.0"])(
    "%j is none",
    (text) => {
      expect(parseVersion(text)).toBeUndefined();
    },
  );

  test("come back from text in both spellings", () => {
    const part = fc.nat({ max: 999_999_999 });
    fc.assert(
      fc.property(part, part, part, fc.constantFrom(".", "-"), (a, b, c, separator) => {
        expect(parseVersion([a, b, c].join(separator))).toEqual([a, b, c]);
      }),
    );
  });
});

describe("references", () => {
  test("of transforms take both spellings and have one", () => {
    for (const text of ["email/gmail_to_jmap_lite@1.0.0", "email/gmail_to_jmap_lite@1-0-0"])
      expect(formatTransformReference(parseTransformReference(text))).toBe("email/gmail_to_jmap_lite@1.0.0");
  });

  test("of schemas take both spellings and have one", () => {
    for (const text of [
      "iglu:com.example-x/a_b/jsonschema/1-10-0",
      "iglu:com.example-x/a_b/jsonschema/1.10.0",
    ]) {
      expect(parseSchemaReference(text)).toEqual({
        vendor: "com.example-x",
        name: "a_b",
        version: [1, 10, 0],
      });
      expect(formatSchemaReference(parseSchemaReference(text))).toBe(
        "iglu:com.example-x/a_b/jsonschema/1-10-0",
      );
    }
  });

  test.each([
    "",
    "email@1.0.0",
    "email/x",
    "email/x@latest",
    "../x/y@1.0.0",
    "email/x@1.0.0\n",
    "Email/x@1.0.0",
    `a/${"b".repeat(200)}@1.0.0`,
  ])("of transforms: %j is none", (text) => {
    expect(() => parseTransformReference(text)).toThrow(InvalidReferenceError);
  });

  test.each([
    "",
    "a/b/jsonschema/1-0-0",
    "iglu:a/b/avro/1-0-0",
    "iglu:a/b/jsonschema/1-0",
    "iglu:a/../jsonschema/1-0-0",
  ])("of schemas: %j is none", (text) => {
    expect(() => parseSchemaReference(text)).toThrow(InvalidReferenceError);
  });

  test("a message shows the beginning of what was given, not all of it", () => {
    const given = "x".repeat(10_000_000);
    expect(() => parseTransformReference(given)).toThrow(/^"x{120}\.\.\." is not a reference/);
  });
});
