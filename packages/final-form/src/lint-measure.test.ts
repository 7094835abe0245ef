import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { synthetic } from "../testing/synthetic-measure.ts";
import { lintMeasure, loadMeasure, type Measure, measures } from "./index.ts";
import lock from "./measures/lock.json" with { type: "json" };

const all = [...measures, synthetic].map((measure) => ({
  name: `${measure.measure_id}@${measure.version}`,
  measure,
}));

describe.each(all)("$name", ({ measure }) => {
  test("is sound", async () => {
    expect(lintMeasure(measure)).toEqual([]);
    await expect(loadMeasure(structuredClone(measure))).resolves.toEqual(measure);
  });

  test("every score that its items can give, prorated or not, has exactly one band", () => {
    for (const scale of measure.scales) {
      const choices = scale.items.map((id) => {
        const item = measure.items.find((candidate) => candidate.id === id);
        const set = measure.response_sets.find((candidate) => candidate.id === item?.response_set);
        const values = (set?.options ?? []).map((option) => option.value);
        const [low, high] = [Math.min(...values), Math.max(...values)];
        return values.map((value) => (item?.reversed === true ? low + high - value : value));
      });
      // Sums by how many items are answered: one item after the other, answered or, while allowed, left out.
      let reached = new Map([["0/0", { sum: 0, answered: 0 }]]);
      for (const values of choices) {
        const next = new Map<string, { sum: number; answered: number }>();
        for (const { sum, answered } of reached.values()) {
          next.set(`${sum}/${answered}`, { sum, answered });
          for (const value of values)
            next.set(`${sum + value}/${answered + 1}`, { sum: sum + value, answered: answered + 1 });
        }
        reached = next;
      }
      let scores = 0;
      for (const { sum, answered } of reached.values()) {
        if (answered === 0 || scale.items.length - answered > scale.missing_allowed) continue;
        const exact =
          (BigInt(sum) * BigInt(scale.items.length * scale.multiplier) * 2n + BigInt(answered)) /
          BigInt(2 * answered);
        const value = Number(exact);
        expect(scale.bands.filter((band) => band.min <= value && value <= band.max)).toHaveLength(1);
        scores++;
      }
      expect(scores).toBeGreaterThan(choices.length);
    }
  });
});

type Changes = { -readonly [K in keyof Measure]?: Measure[K] };
type Item = Measure["items"][number];
type Scale = Measure["scales"][number];
type ResponseSet = Measure["response_sets"][number];

const item = (index: number, change: Partial<Item>): Changes => ({
  items: synthetic.items.map((each, at) => (at === index ? { ...each, ...change } : each)),
});
const scale = (change: Partial<Scale>): Changes => ({
  scales: synthetic.scales.map((each, at) => (at === 0 ? { ...each, ...change } : each)),
});
const options = (change: (list: ResponseSet["options"]) => ResponseSet["options"]): Changes => ({
  response_sets: synthetic.response_sets.map((set, at) =>
    at === 0 ? { ...set, options: change(set.options) } : set,
  ),
});
const bands = (...edges: readonly (readonly [number, number])[]): Changes =>
  scale({ bands: edges.map(([min, max]) => ({ min, max, label: "x", severity: "x" })) });

test.each<[string, string, Changes]>([
  ["a gap", "band_gap", bands([5, 9], [11, 25])],
  ["the least score without a band", "band_gap", bands([6, 25])],
  ["the greatest score without a band", "band_gap", bands([5, 24])],
  ["an overlap", "band_overlap", bands([5, 10], [10, 25])],
  ["bands out of order", "band_overlap", bands([10, 25], [5, 9])],
  ["a band below the least score", "band_outside", bands([4, 25])],
  ["a band above the greatest score", "band_outside", bands([5, 26])],
  ["an empty band", "band_empty", bands([5, 9], [10, 9], [10, 25])],
  ["half a score", "band_not_whole", bands([5, 9.5], [10, 25])],
  ["no number", "band_not_whole", bands([5, Number.NaN], [10, 25])],
  ["no bands", "band_gap", bands()],
  ["bands of the undoubled scale", "band_gap", scale({ multiplier: 2 })],
  ["a multiplier of none", "multiplier_wrong", scale({ multiplier: 0 })],
  ["half a multiplier", "multiplier_wrong", scale({ multiplier: 1.5 })],
  ["all items may be missing", "missing_allowed_wrong", scale({ missing_allowed: 5 })],
  ["a negative allowance", "missing_allowed_wrong", scale({ missing_allowed: -1 })],
  ["an item that there is not", "item_unknown", scale({ items: ["a", "b", "c", "d", "z"] })],
  ["an item that counts twice", "item_repeated", scale({ items: ["a", "b", "c", "d", "d"] })],
  ["an inherited name for an item", "item_unknown", scale({ items: ["a", "b", "c", "d", "valueOf"] })],
  ["one id for two items", "id_repeated", item(0, { id: "b" })],
  ["one id for an item and a scale", "id_repeated", item(0, { id: "doubled" })],
  ["an id with a colon", "id_malformed", item(0, { id: "a:b" })],
  ["a position twice", "positions_broken", item(0, { position: 2 })],
  ["a position left out", "positions_broken", item(6, { position: 8 })],
  ["a response set that there is not", "response_set_unknown", item(0, { response_set: "constructor" })],
  ["an item in no scale", "item_unscored", { scales: synthetic.scales.slice(0, 2) }],
  [
    "items of two ranges that stand in for one another",
    "proration_unsound",
    scale({ items: ["a", "f"], missing_allowed: 1 }),
  ],
  [
    "one value for two options",
    "value_repeated",
    options((list) => list.map((each) => ({ ...each, value: 3 }))),
  ],
  [
    "a value that is not whole",
    "value_not_whole",
    options((list) => list.map((each) => ({ ...each, value: each.value / 2 }))),
  ],
  ["one option", "options_few", options((list) => list.slice(0, 1))],
  [
    "one text for two options",
    "text_repeated",
    options((list) => list.map((each) => ({ ...each, aliases: [" NEVER "] }))),
  ],
  [
    "an alias that is another option",
    "text_repeated",
    options((list) => list.map((each, at) => (at === 4 ? { ...each, aliases: ["Rarely"] } : each))),
  ],
  [
    "a blank text",
    "text_blank",
    options((list) => list.map((each, at) => (at === 4 ? { ...each, text: " " } : each))),
  ],
  [
    "a number as the text of another",
    "text_misleads",
    options((list) => list.map((each, at) => (at === 4 ? { ...each, aliases: ["1"] } : each))),
  ],
  ["a flag on no item", "item_unknown", { flags: [{ id: "x", item: "z", above: 1 }] }],
  ["a flag that is always raised", "flag_pointless", { flags: [{ id: "x", item: "a", above: 0 }] }],
  ["a flag that is never raised", "flag_pointless", { flags: [{ id: "x", item: "a", above: 5 }] }],
])("%s is found: %s", async (_, code, change) => {
  const broken = { ...synthetic, ...change };
  expect(lintMeasure(broken).map((problem) => problem.code)).toContain(code);
  await expect(loadMeasure(broken, "synthetic.json")).rejects.toThrow(
    /The measure synthetic\.json cannot be used/,
  );
});

describe("loading", () => {
  test.each<[unknown, string]>([
    [null, "schema_type"],
    [[], "schema_type"],
    [{}, "schema_required"],
    [{ ...synthetic, extra: 1 }, "schema_additionalProperties"],
    [JSON.parse(`{"__proto__": {}, ${JSON.stringify(synthetic).slice(1)}`), "schema_additionalProperties"],
    [{ ...synthetic, version: "1.0" }, "schema_pattern"],
    [{ ...synthetic, loinc: "abc" }, "schema_pattern"],
    [{ ...synthetic, items: [{ ...synthetic.items[0], reversed: "no" }] }, "schema_type"],
    [{ ...synthetic, items: [] }, "schema_minItems"],
  ])("%# says what is wrong", async (document, code) => {
    await expect(loadMeasure(document)).rejects.toMatchObject({
      code: "measure_invalid",
      retryable: false,
      problems: expect.arrayContaining([expect.objectContaining({ code })]),
    });
  });
});

// A published version never changes. If this fails, put the file back and make a new version beside it.
test("published versions are what they were", () => {
  const hashes = Object.fromEntries(
    measures.map((measure) => [
      `${measure.measure_id}@${measure.version}`,
      createHash("sha256").update(JSON.stringify(measure)).digest("hex"),
    ]),
  );
  expect(hashes).toEqual(lock);
});

test("every LOINC code has its right check digit", () => {
  const parts = measures.flatMap((measure) => [measure, ...measure.items, ...measure.scales]);
  const codes = parts.flatMap((part) => part.loinc ?? []);
  expect(codes).toHaveLength(21);
  for (const code of codes) {
    const [digits = "", check] = code.split("-");
    const sum = [...digits].reverse().reduce((total, digit, index) => {
      const weighted = Number(digit) * (index % 2 === 0 ? 2 : 1);
      return total + (weighted > 9 ? weighted - 9 : weighted);
    }, 0);
    expect(`${code}: ${(10 - (sum % 10)) % 10}`).toBe(`${code}: ${check}`);
  }
});

test("every file below measures/ is in the registry", () => {
  const root = new URL("./measures/", import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\d\.json$/u.test(file),
  );
  expect(files.sort()).toEqual(
    measures.map((measure) => `${measure.measure_id}/${measure.version}.json`).sort(),
  );
});
