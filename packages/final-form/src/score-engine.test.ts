import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { synthetic } from "../testing/synthetic-measure.ts";
import { type Answer, type Measure, type ScaleScore, score } from "./index.ts";

function scale(measure: Measure, answers: Record<string, Answer>, id: string): ScaleScore {
  const found = score(measure, answers).scales.find((candidate) => candidate.scaleId === id);
  if (found === undefined) throw new Error(`no scale ${id}`);
  return found;
}

const middle = { a: 3, b: 3, c: 3, d: 3, constructor: 3 };

describe("reversed items", () => {
  test.each([
    // each alone moved from the middle (3) to 5: up when it counts as it is, down when reversed
    ["a", 17, false],
    ["b", 13, true],
    ["c", 17, false],
    ["d", 13, true],
    ["constructor", 17, false],
  ])("%s alone gives %i", (item, total, reversed) => {
    const result = score(synthetic, { ...middle, [item]: 5 });
    expect(result.scales[0]?.value).toBe(total);
    expect(result.items.find(({ itemId }) => itemId === item)).toMatchObject({
      value: 5,
      score: reversed ? 1 : 5,
    });
  });

  test.each([
    ["Never", 5],
    ["rarely", 4],
    ["sometimes", 3],
    ["a  lot", 2],
    ["doesn\u2019t stop", 1],
  ])("%j counts %i", (answer, counted) => {
    expect(score(synthetic, { b: answer }).items[1]?.score).toBe(counted);
  });

  test("reverse by the item's own range, gaps and all", () => {
    expect([0, 2, 6].map((value) => score(synthetic, { f: value }).items[5]?.score)).toEqual([6, 4, 0]);
  });

  test("raise flags by what counts", () => {
    expect(score(synthetic, { b: 1 }).flags).toEqual([{ flagId: "reversed_high", itemId: "b" }]);
    expect(score(synthetic, { b: 5 }).flags).toEqual([]);
  });

  test("reversing the key and the answers changes nothing", () => {
    const turned: Measure = {
      ...synthetic,
      items: synthetic.items.map((item) => ({ ...item, reversed: !item.reversed })),
    };
    const value = fc.option(fc.integer({ min: 1, max: 5 }), { freq: 5 });
    fc.assert(
      fc.property(fc.record({ a: value, b: value, c: value, d: value, constructor: value }), (answers) => {
        const mirrored = Object.fromEntries(
          Object.entries(answers).map(([item, choice]) => [item, choice === null ? null : 6 - choice]),
        );
        for (const id of ["single", "doubled"])
          expect(scale(turned, mirrored, id).value).toBe(scale(synthetic, answers, id).value);
      }),
    );
  });
});

describe("proration", () => {
  test.each<[Record<string, number>, string, number | null, number | null]>([
    // four answered, sum 11 (4 + [6-4] + 4 + [6-5]): 13.75, doubled before rounding 27.5
    [{ a: 4, b: 4, c: 4, d: 5 }, "single", 13.75, 14],
    [{ a: 4, b: 4, c: 4, d: 5 }, "doubled", 27.5, 28],
    // sum 10: 12.5 and 25
    [{ a: 3, b: 4, c: 4, d: 5 }, "single", 12.5, 13],
    [{ a: 3, b: 4, c: 4, d: 5 }, "doubled", 25, 25],
    // three answered, sum 7: 35/3, no half in sight
    [{ a: 3, c: 2, constructor: 2 }, "single", 35 / 3, 12],
    [{ a: 3, c: 2, constructor: 2 }, "doubled", null, null],
    // two answered of five
    [{ a: 1, c: 2 }, "single", 7.5, 8],
    [{ a: 1 }, "single", null, null],
    [{ g: 2 }, "gapped", 4, 4],
    [{ f: 6 }, "gapped", 0, 0],
  ])("%j, %s: %d, so %d", (answers, id, unrounded, value) => {
    expect(scale(synthetic, answers, id)).toMatchObject({ unrounded, value, prorated: value !== null });
  });

  test("lies between the worst and the best completion", () => {
    const value = fc.option(fc.integer({ min: 1, max: 5 }), { freq: 2 });
    fc.assert(
      fc.property(fc.record({ a: value, b: value, c: value, d: value, constructor: value }), (answers) => {
        const completed = (low: boolean) =>
          Object.fromEntries(
            synthetic.items.slice(0, 5).map((item) => {
              const given = Object.entries(answers).find(([id]) => id === item.id)?.[1] ?? null;
              return [item.id, given ?? (low === item.reversed ? 5 : 1)];
            }),
          );
        for (const id of ["single", "doubled"]) {
          const prorated = scale(synthetic, answers, id).value;
          if (prorated === null) continue;
          expect(prorated).toBeGreaterThanOrEqual(scale(synthetic, completed(true), id).value ?? Number.NaN);
          expect(prorated).toBeLessThanOrEqual(scale(synthetic, completed(false), id).value ?? Number.NaN);
        }
      }),
    );
  });

  test("does not stand in for an answer that cannot be read", () => {
    expect(scale(synthetic, { ...middle, a: "now and then" }, "single")).toMatchObject({
      value: null,
      missingReason: "unusable_answer",
    });
  });
});

test("permuting items, scales' items and answers changes nothing", () => {
  const value = fc.option(fc.constantFrom<Answer>(1, 2, "3", "often", 5, "no idea"), { freq: 6 });
  const permuted = fc.tuple(
    fc.shuffledSubarray([...synthetic.items], { minLength: 7 }),
    fc.shuffledSubarray(["a", "b", "c", "d", "constructor"], { minLength: 5 }),
  );
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom("a", "b", "c", "d", "constructor"), value),
      permuted,
      (answers, [items, order]) => {
        const other: Measure = {
          ...synthetic,
          items,
          scales: synthetic.scales.map((each) => (each.id === "single" ? { ...each, items: order } : each)),
        };
        const plain = score(synthetic, answers);
        const result = score(other, Object.fromEntries(Object.entries(answers).reverse()));
        expect(result.items).toEqual(plain.items);
        expect(result.flags).toEqual(plain.flags);
        expect(result.scales.map(({ items: _, ...rest }) => rest)).toEqual(
          plain.scales.map(({ items: _, ...rest }) => rest),
        );
      },
    ),
  );
});

test("scoring never depends on the order of calls, and never changes its inputs", () => {
  const answers = Object.freeze({ a: "often", b: Object.freeze(["Never"]) });
  const first = score(synthetic, answers);
  score(synthetic, {});
  expect(score(synthetic, answers)).toEqual(first);
});

test("an unsound measure of one's own is refused, not scored with", () => {
  const [first, ...others] = synthetic.scales;
  if (first === undefined) throw new Error("no scale");
  const gap: Measure = { ...synthetic, scales: [{ ...first, bands: first.bands.slice(1) }, ...others] };
  expect(() => score(gap, {})).toThrow(/Scores from 5 to 9 have no band/);
});

test("what was proved stays, whatever becomes of the object", () => {
  const mine = structuredClone(synthetic);
  const before = score(mine, middle);
  Object.assign(mine.scales[0] ?? {}, { multiplier: 7 });
  Object.assign(mine.items[0] ?? {}, { reversed: true });
  expect(score(mine, { ...middle })).toEqual(before);
});
