import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Answer, gad7, type Measure, phq9, score } from "./index.ts";

// A second scorer that shares nothing with the package: its tables are typed from the published keys, its arithmetic
// is on BigInt, and it searches for the rounded number instead of computing it.

interface KeyedScale {
  readonly measure: Measure;
  readonly scale: string;
  readonly items: readonly string[];
  readonly words: readonly string[];
  readonly allowed: number;
  readonly bands: readonly (readonly [from: number, to: number, label: string, severity: string])[];
}

const frequency = ["Not at all", "Several days", "More than half the days", "Nearly every day"];
const difficulty = ["Not difficult at all", "Somewhat difficult", "Very difficult", "Extremely difficult"];
const difficultyBands = [
  [0, 0, "Not difficult at all", "not_difficult_at_all"],
  [1, 1, "Somewhat difficult", "somewhat_difficult"],
  [2, 2, "Very difficult", "very_difficult"],
  [3, 3, "Extremely difficult", "extremely_difficult"],
] as const;

const keys: readonly KeyedScale[] = [
  {
    measure: phq9,
    scale: "phq9_total",
    items: ["phq9_1", "phq9_2", "phq9_3", "phq9_4", "phq9_5", "phq9_6", "phq9_7", "phq9_8", "phq9_9"],
    words: frequency,
    allowed: 1,
    bands: [
      [0, 4, "Minimal", "minimal"],
      [5, 9, "Mild", "mild"],
      [10, 14, "Moderate", "moderate"],
      [15, 19, "Moderately severe", "moderately_severe"],
      [20, 27, "Severe", "severe"],
    ],
  },
  {
    measure: phq9,
    scale: "phq9_severity",
    items: ["phq9_10"],
    words: difficulty,
    allowed: 0,
    bands: difficultyBands,
  },
  {
    measure: gad7,
    scale: "gad7_total",
    items: ["gad7_1", "gad7_2", "gad7_3", "gad7_4", "gad7_5", "gad7_6", "gad7_7"],
    words: frequency,
    allowed: 1,
    bands: [
      [0, 4, "Minimal", "minimal"],
      [5, 9, "Mild", "mild"],
      [10, 14, "Moderate", "moderate"],
      [15, 21, "Severe", "severe"],
    ],
  },
  {
    measure: gad7,
    scale: "gad7_severity",
    items: ["gad7_8"],
    words: difficulty,
    allowed: 0,
    bands: difficultyBands,
  },
];

/** A choice per item of the scale: the index of the word, or null for none. */
type Choices = readonly (number | null)[];

function expected(key: KeyedScale, choices: Choices) {
  let sum = 0n;
  let answered = 0n;
  for (const choice of choices)
    if (choice !== null) {
      sum += BigInt(choice);
      answered += 1n;
    }
  const count = BigInt(key.items.length);
  if (answered === 0n || count - answered > BigInt(key.allowed))
    return { value: null, prorated: false, label: null, severity: null, missingReason: "too_many_missing" };
  let rounded = 0n;
  // The number k with k - 1/2 <= sum * count / answered < k + 1/2.
  while (2n * sum * count >= (2n * rounded + 1n) * answered) rounded += 1n;
  const value = Number(rounded);
  const [band, ...more] = key.bands.filter(([from, to]) => value >= from && value <= to);
  if (band === undefined || more.length > 0) throw new Error(`${value} has not exactly one band`);
  return { value, prorated: answered < count, label: band[2], severity: band[3], missingReason: null };
}

function actual(key: KeyedScale, choices: Choices) {
  const answers: Record<string, Answer> = {};
  choices.forEach((choice, index) => {
    const item = key.items[index];
    if (item !== undefined && choice !== null) answers[item] = key.words[choice];
  });
  const found = score(key.measure, answers).scales.find((scale) => scale.scaleId === key.scale);
  if (found === undefined) throw new Error(`no scale ${key.scale}`);
  const { value, prorated, label, severity, missingReason } = found;
  return { value, prorated, label, severity, missingReason };
}

/** Choices that sum up to a total: threes first, then the rest, then zeros. */
function choicesFor(total: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.min(3, Math.max(0, total - 3 * index)));
}

const cases = keys.map((key) => ({ name: key.scale, key }));

describe.each(cases)("$name", ({ key }) => {
  const count = key.items.length;
  const last = key.bands.at(-1)?.[1] ?? Number.NaN;

  test("every total from min to max, and so every edge of every band", () => {
    expect(last).toBe(3 * count);
    for (let total = 0; total <= 3 * count; total++) {
      const choices = choicesFor(total, count);
      expect(actual(key, choices)).toEqual(expected(key, choices));
      expect(actual(key, choices).value).toBe(total);
    }
  });

  test.each(key.bands)("%i to %i is %s", (from, to, label, severity) => {
    for (const edge of [from, to])
      expect(actual(key, choicesFor(edge, count))).toEqual({
        value: edge,
        prorated: false,
        label,
        severity,
        missingReason: null,
      });
  });

  test("each item missing alone, at every sum of the others", () => {
    for (let gap = 0; gap < count; gap++)
      for (let total = 0; total <= 3 * (count - 1); total++) {
        const choices: (number | null)[] = choicesFor(total, count - 1);
        choices.splice(gap, 0, null);
        expect(actual(key, choices)).toEqual(expected(key, choices));
      }
  });

  test("as many missing as allowed, one more, all", () => {
    const missing = (number: number): Choices => key.items.map((_, index) => (index < number ? null : 2));
    const most = actual(key, missing(key.allowed));
    expect(most.value).toBe(2 * count);
    expect(most.prorated).toBe(key.allowed > 0);
    const none = { value: null, prorated: false, label: null, severity: null };
    expect(actual(key, missing(key.allowed + 1))).toEqual({ ...none, missingReason: "too_many_missing" });
    expect(actual(key, missing(count))).toEqual({ ...none, missingReason: "too_many_missing" });
  });

  test("any choices", () => {
    const choice = fc.option(fc.integer({ min: 0, max: 3 }), { freq: 8 });
    fc.assert(
      fc.property(fc.array(choice, { minLength: count, maxLength: count }), (choices) => {
        expect(actual(key, choices)).toEqual(expected(key, choices));
      }),
      { numRuns: 500 },
    );
  });
});

describe("a prorated total", () => {
  const total = (value: number) =>
    score(
      phq9,
      Object.fromEntries(choicesFor(value, 8).map((choice, index) => [`phq9_${index + 1}`, choice])),
    ).scales[0];

  test.each([
    // sum of eight items, times 9/8 exactly, rounded half up, band
    [4, 4.5, 5, "Mild"],
    [12, 13.5, 14, "Moderate"],
    [20, 22.5, 23, "Severe"],
    [1, 1.125, 1, "Minimal"],
    [13, 14.625, 15, "Moderately severe"],
    [3, 3.375, 3, "Minimal"],
    [8, 9, 9, "Mild"],
    [24, 27, 27, "Severe"],
  ])("%i of eight items is %d, so %i (%s)", (sum, unrounded, value, label) => {
    expect(total(sum)).toMatchObject({
      unrounded,
      value,
      label,
      prorated: true,
      itemsAnswered: 8,
      itemsTotal: 9,
    });
  });
});

describe("what a score carries", () => {
  const answers = { phq9_1: " Several Days ", phq9_2: 2, phq9_10: "very difficult" };
  const result = score(phq9, answers);

  test("measure, version, counts", () => {
    expect(result).toMatchObject({
      measureId: "phq9",
      measureVersion: "1.0.0",
      itemsAnswered: 3,
      itemsTotal: 10,
      completeness: 0.3,
    });
  });

  test("every item with its raw answer", () => {
    expect(result.items.map((item) => item.itemId)).toEqual(phq9.items.map((item) => item.id));
    expect(result.items.slice(0, 3)).toEqual([
      { itemId: "phq9_1", position: 1, value: 1, score: 1, missingReason: null, rawAnswer: " Several Days " },
      { itemId: "phq9_2", position: 2, value: 2, score: 2, missingReason: null, rawAnswer: "2" },
      {
        itemId: "phq9_3",
        position: 3,
        value: null,
        score: null,
        missingReason: "not_answered",
        rawAnswer: null,
      },
    ]);
  });

  test("every scale with the answers that it came from", () => {
    expect(result.scales.map((scale) => scale.scaleId)).toEqual(["phq9_total", "phq9_severity"]);
    expect(result.scales[1]).toMatchObject({
      measureId: "phq9",
      measureVersion: "1.0.0",
      value: 2,
      unrounded: null,
      prorated: false,
      label: "Very difficult",
      itemsAnswered: 1,
      itemsTotal: 1,
      items: [{ itemId: "phq9_10", rawAnswer: "very difficult" }],
    });
  });

  test("all missing: every item and scale is there, without a value", () => {
    const empty = score(gad7, {});
    expect(empty.completeness).toBe(0);
    expect(empty.items.every((item) => item.missingReason === "not_answered")).toBe(true);
    expect(empty.scales.every((scale) => scale.missingReason === "too_many_missing")).toBe(true);
    expect(empty.diagnostics).toHaveLength(8);
  });
});

describe("self_harm_ideation", () => {
  const raised = [{ flagId: "self_harm_ideation", itemId: "phq9_9" }];

  test.each([1, 2, 3, "several days", "More than half of the days", "NEARLY EVERY DAY", ["Several days"]])(
    "is raised by %j, also when the total cannot be scored",
    (answer) => {
      const result = score(phq9, { phq9_9: answer });
      expect(result.flags).toEqual(raised);
      expect(result.scales[0]).toMatchObject({ value: null, missingReason: "too_many_missing" });
    },
  );

  test("is raised beside an answer that spoils the total", () => {
    const result = score(phq9, { phq9_1: "sometimes", phq9_9: 1 });
    expect(result.flags).toEqual(raised);
    expect(result.scales[0]).toMatchObject({ value: null, missingReason: "unusable_answer" });
  });

  test.each([0, "0", "Not at all", "never"])("is not raised by %j", (answer) => {
    const result = score(phq9, { phq9_9: answer });
    expect(result.flags).toEqual([]);
    expect(result.diagnostics.map((diagnostic) => diagnostic.code)).not.toContain("flag_undecided");
  });

  test.each([undefined, null, "", "yes", 4, ["Not at all", "Several days"]])(
    "is undecided, and says so, with %j",
    (answer) => {
      const result = score(phq9, { phq9_9: answer });
      expect(result.flags).toEqual([]);
      expect(result.diagnostics).toContainEqual({
        code: "flag_undecided",
        item_id: "phq9_9",
        flag_id: "self_harm_ideation",
      });
    },
  );
});
