import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { FieldValue } from "./field-value.ts";
import { frontMatter } from "./front-matter.ts";

/** What a reader of front matter does: the text between the first two lines that are `---`. */
function read(text: string, version: "1.1" | "1.2"): unknown {
  const lines = text.split("\n");
  const end = lines.indexOf("---", 1);
  return parse(lines.slice(1, end).join("\n"), { version });
}

describe("frontMatter", () => {
  test("is plain to read", () => {
    expect(frontMatter({ entity: "score", version: 2, note: null })).toBe(
      '---\nentity: "score"\nversion: 2\nnote: null\n---\n',
    );
  });

  test.each([
    "no",
    "1e3",
    "a: b",
    "- x",
    "2025-01-31",
    "0o14",
    "1:30",
    "~",
    "",
    " x ",
    "---",
    "\n---\n",
    "# c",
    "&a *a",
    "\0\u2028\ud800",
  ])("%j stays a text, for readers of YAML 1.1 and 1.2", (value) => {
    expect(read(frontMatter({ value }), "1.2")).toEqual({ value });
    expect(read(frontMatter({ value }), "1.1")).toEqual({ value });
  });

  test("one object twice makes no anchor", () => {
    const tags = ["a"];
    expect(frontMatter({ one: tags, two: tags })).not.toMatch(/[&*]/);
  });

  test("parses back to the same values", () => {
    const { value } = fc.letrec<{ value: FieldValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.string({ unit: "binary" }),
        fc.integer(),
        fc.double({ noNaN: true }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie("value"), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), value, { minKeys: 1, noNullPrototype: true }),
        (values) => {
          expect(read(frontMatter(values), "1.2")).toEqual(values);
        },
      ),
      { numRuns: 500, seed: 7 },
    );
  });
});
