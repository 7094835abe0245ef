import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "./json-text.ts";

test.each([
  ["9007199254740991", 9007199254740991],
  ["9007199254740992", "9007199254740992"],
  ["-9007199254740993", "-9007199254740993"],
  ['{"a":[12345678901234567890,1]}', { a: ["12345678901234567890", 1] }],
  [
    '{"a":"12345678901234567890 \\" 12345678901234567890"}',
    { a: '12345678901234567890 " 12345678901234567890' },
  ],
  ['["\\\\",12345678901234567890]', ["\\", "12345678901234567890"]],
  ["0.1234567890123456789", Number("0.1234567890123456789")],
  ["1e30", 1e30],
  ["\ufeff{}", {}],
])("%s", (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test("__proto__ is an ordinary key", () => {
  const value = parseJson('{"__proto__":{"polluted":12345678901234567890},"constructor":1}');
  expect(Object.keys(Object(value))).toEqual(["__proto__", "constructor"]);
  expect(Object(Object(value).polluted)).toEqual({});
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test.each(["1e400", "[-1e999]", "", "{", '{"name":"Ada Example"', "NaN", "'x'"])("%s is refused", (text) => {
  expect(() => parseJson(text)).toThrow(expect.objectContaining({ name: "JsonTextError" }));
  expect(() => parseJson(text)).not.toThrow(/Ada/);
});

test("10,000 levels and 50 MB strings are fine", () => {
  const deep = `${"[".repeat(10_000)}12345678901234567890${"]".repeat(10_000)}`;
  let value = parseJson(deep);
  for (let level = 0; level < 10_000; level += 1) value = Object(value)[0];
  expect(value).toBe("12345678901234567890");
  const long = "1".repeat(50_000_000);
  expect(parseJson(`["${long}"]`)).toEqual([long]);
});

test("is JSON.parse for everything that a double holds", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = JSON.stringify(value);
      const hasUnsafe = (one: unknown): boolean =>
        typeof one === "number"
          ? Number.isInteger(one) && !Number.isSafeInteger(one)
          : typeof one === "object" && one !== null && Object.values(one).some(hasUnsafe);
      fc.pre(!hasUnsafe(value));
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test("keeps the digits of every integer", () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.string(), (integer, label) => {
      const value = Object(parseJson(`{"n":${integer},${JSON.stringify(label)}:[ ${integer} ]}`));
      if (label !== "n") expect(String(value.n)).toBe(String(integer));
      expect(String(value[label][0])).toBe(String(integer));
    }),
  );
});
