import fc from "fast-check";
import { expect, test } from "vitest";
import { normalizeText, wholeNumber } from "./normalize-text.ts";

test.each([
  ["  More than half\u00a0the days ", "more than half the days"],
  ["A\tb\r\n c", "a b c"],
  ["doesn\u2019t apply", "doesn't apply"],
  ["\u201csure\u201d", '"sure"'],
  ["\u2018a\u201b \u201ab\u201e", "'a' 'b\""],
  ["ﬁve", "five"],
  ["ＮＥＶＥＲ", "never"],
  ["cafe\u0301", "caf\u00e9"],
  ["", ""],
  ["\u3000", ""],
])("%j becomes %j", (text, normalized) => {
  expect(normalizeText(text)).toBe(normalized);
});

test("white space, case and quotes around a text change nothing", () => {
  const space = fc.constantFrom(" ", "\t", "\n", "\u00a0", "\u2003", "  ");
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("doesn't", "apply", "to", "me"), { minLength: 1 }),
      space,
      (words, gap) => {
        const text = gap + words.join(gap) + gap;
        expect(normalizeText(text.replaceAll("'", "\u2019").toUpperCase())).toBe(words.join(" "));
      },
    ),
  );
});

test("normalizing twice is normalizing once", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."aB1 \u00a0\u2019\u201cÄé\u0301ﬁ２½") }), (text) => {
      const once = normalizeText(text) ?? "";
      expect(normalizeText(once)).toBe(once);
    }),
  );
});

test("text longer than any option is not compared", () => {
  expect(normalizeText("a".repeat(10_000))).toHaveLength(10_000);
  expect(normalizeText("a".repeat(10_001))).toBeNull();
});

test.each([
  ["0", 0],
  ["-1", -1],
  ["12.00", 12],
])("%j is the number %i", (text, number) => {
  expect(wholeNumber(text)).toBe(number);
});

test.each(["", "a", "00", "1.5", "1.", "- 1", "1e3", "0x1", "1,0", "²", "1 2", "12345678901234567890"])(
  "%j is no whole number",
  (text) => {
    expect(wholeNumber(text)).toBeNull();
  },
);
