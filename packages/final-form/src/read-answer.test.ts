import { describe, expect, test } from "vitest";
import { type Answer, phq9, score } from "./index.ts";
import { rawAnswerText, readAnswer } from "./read-answer.ts";
import { responseMap } from "./response-map.ts";

const [set] = phq9.response_sets;
if (set === undefined) throw new Error("phq9 has no response set");
const frequency = responseMap(set);
const read = (given: unknown) => readAnswer(given, frequency);

test.each<[unknown, number]>([
  ["Not at all", 0],
  ["never", 0],
  ["  several   days\n", 1],
  ["Several\u00a0days", 1],
  ["Ｓｅｖｅｒａｌ ｄａｙｓ", 1],
  ["more than half of the days", 2],
  ["MORE THAN HALF THE DAYS", 2],
  ["\ufeffnearly every day", 3],
  [2, 2],
  [2.0, 2],
  ["2", 2],
  [" 2 ", 2],
  ["2.0", 2],
  ["２", 2],
  [["2"], 2],
  [["Several days"], 1],
])("%j is %i", (given, value) => {
  expect(read(given)).toEqual({ value });
});

test("-0 is 0, not -0", () => {
  expect(read(-0)).toEqual({ value: 0 });
  expect(Object.is(score(phq9, { phq9_1: -0 }).items[0]?.value, 0)).toBe(true);
});

test.each([undefined, null, "", "   ", "\t\n\u00a0\u3000", [], [null], [" "]])("%j is no answer", (given) => {
  expect(read(given)).toEqual({ value: null, reason: "not_answered" });
});

test.each([
  4,
  -1,
  1.5,
  2.0000001,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  "4",
  "-1",
  " 17 ",
  "3.000",
  "99999999999999",
])("the number %j counts only if it is a value of the map", (given) => {
  expect(read(given)).toEqual(given === "3.000" ? { value: 3 } : { value: null, reason: "out_of_range" });
});

test.each([
  "sometimes",
  "2.0x",
  "2x",
  "02",
  "+2",
  "2.",
  ".2",
  "1e0",
  "0x2",
  "2,0",
  "2 - More than half the days",
  "Several days, Nearly every day",
  "plusieurs jours",
  "several\u200bdays",
  "not at all.",
  "constructor",
  "__proto__",
  "toString",
  "hasOwnProperty",
  "\u0000",
  "\ud800",
  "Several days\u0000",
  "99999999999999999999",
])("the text %j is unknown", (given) => {
  expect(read(given)).toEqual({ value: null, reason: "unknown_answer" });
});

test.each([[["Not at all", "Several days"]], [["2", "2"]], [[1, 1]], [["Several days", ""]], [[null, null]]])(
  "%j are several answers, and none is chosen",
  (given) => {
    expect(read(given)).toEqual({ value: null, reason: "several_answers" });
  },
);

test.each([true, false, {}, { value: 2 }, [[2]], [{}], 2n, Symbol("2")])(
  "%o is no answer of any kind",
  (given) => {
    expect(read(given)).toEqual({ value: null, reason: "not_an_answer" });
  },
);

test("a text of 50 MB is unknown, at once", () => {
  const huge = "a\u0301 ".repeat(17_000_000);
  expect(read(huge)).toEqual({ value: null, reason: "unknown_answer" });
  expect(read(" ".repeat(50_000_000))).toEqual({ value: null, reason: "not_answered" });
  expect(read(`${" ".repeat(20_000)}Several days`)).toEqual({ value: 1 });
});

describe("the raw answer", () => {
  test.each<[unknown, string | null]>([
    [null, null],
    [" As given ", " As given "],
    [2, "2"],
    [["a", "b"], '["a","b"]'],
    [true, "true"],
    [{ a: 1 }, '{"a":1}'],
    [1n, null],
  ])("of %o", (given, text) => {
    expect(rawAnswerText(given)).toBe(text);
  });

  test("of an answer 100,000 levels deep", () => {
    let deep: unknown = "x";
    for (let level = 0; level < 100_000; level++) deep = { deep };
    expect(rawAnswerText(deep) === null || typeof rawAnswerText(deep) === "string").toBe(true);
    expect(read(deep)).toEqual({ value: null, reason: "not_an_answer" });
  });
});

describe("diagnostics", () => {
  test("say the item and the length, never the text", () => {
    const secret = "only when my brother calls";
    const answers: Record<string, Answer> = { phq9_2: secret, phq9_3: "7", phq9_4: ["Several days", secret] };
    const { diagnostics } = score(phq9, answers);
    expect(diagnostics).toContainEqual({ code: "unknown_answer", item_id: "phq9_2", text_length: 26 });
    expect(diagnostics).toContainEqual({ code: "out_of_range", item_id: "phq9_3", text_length: 1 });
    expect(diagnostics).toContainEqual({ code: "several_answers", item_id: "phq9_4", answer_count: 2 });
    expect(JSON.stringify(diagnostics)).not.toContain("brother");
  });

  test("name an answer for an item that there is not", () => {
    const answers = new Map<string, Answer>([
      ["phq9_11", 1],
      ["__proto__", 2],
      ["constructor", 3],
    ]);
    const result = score(phq9, answers);
    const unknown = result.diagnostics.filter((diagnostic) => diagnostic.code === "unknown_item");
    expect(unknown.map((diagnostic) => diagnostic.item_id)).toEqual(["phq9_11", "__proto__", "constructor"]);
    expect(result.itemsAnswered).toBe(0);
  });

  test("an item is not answered by what every object inherits", () => {
    const inherited: Record<string, Answer> = Object.create({ phq9_1: 3 });
    expect(score(phq9, inherited).items[0]).toMatchObject({ value: null, missingReason: "not_answered" });
  });
});

test("a bad answer spoils only the scales that use it", () => {
  const all = Object.fromEntries(phq9.items.map((item) => [item.id, 1]));
  const [total, severity] = score(phq9, { ...all, phq9_4: "most days" }).scales;
  expect(total).toMatchObject({
    value: null,
    prorated: false,
    missingReason: "unusable_answer",
    itemsAnswered: 8,
  });
  expect(severity).toMatchObject({ value: 1, missingReason: null });
  const [untouched, spoiled] = score(phq9, { ...all, phq9_10: 9 }).scales;
  expect(untouched).toMatchObject({ value: 9, missingReason: null });
  expect(spoiled).toMatchObject({ value: null, missingReason: "unusable_answer" });
});
