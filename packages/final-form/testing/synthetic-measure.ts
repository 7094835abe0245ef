import type { Measure } from "../src/measure.ts";

/** `a-b:label` as a band. */
function band(text: string): Measure["scales"][number]["bands"][number] {
  const [min = Number.NaN, max = Number.NaN] = text.split(" ").map(Number);
  return { min, max, label: `From ${min}`, severity: `from_${min}` };
}

/**
 * A measure that no one uses, with everything that a measure can have: values from 1 with gaps, reversed items, a
 * doubled scale, an allowance of more than one, items in two scales, ids that every object has by inheritance.
 */
export const synthetic: Measure = {
  measure_id: "synthetic",
  version: "1.0.0",
  title: "Synthetic",
  provenance: { citation: "Made up for tests." },
  licence: { terms: "None.", wording_free: true },
  response_sets: [
    {
      id: "five",
      options: [
        { value: 1, text: "Never" },
        { value: 2, text: "Rarely" },
        { value: 3, text: "Sometimes" },
        { value: 4, text: "Often", aliases: ["Fairly often", "A lot"] },
        { value: 5, text: "Doesn't stop" },
      ],
    },
    {
      id: "gaps",
      options: [
        { value: 0, text: "None" },
        { value: 2, text: "Some" },
        { value: 6, text: "All" },
      ],
    },
  ],
  items: [
    { id: "a", position: 1, topic: "a", response_set: "five", reversed: false },
    { id: "b", position: 2, topic: "b", response_set: "five", reversed: true },
    { id: "c", position: 3, topic: "c", response_set: "five", reversed: false },
    { id: "d", position: 4, topic: "d", response_set: "five", reversed: true },
    { id: "constructor", position: 5, topic: "e", response_set: "five", reversed: false },
    { id: "f", position: 6, topic: "f", response_set: "gaps", reversed: true },
    { id: "g", position: 7, topic: "g", response_set: "gaps", reversed: false },
  ],
  scales: [
    {
      id: "single",
      title: "Five items",
      items: ["a", "b", "c", "d", "constructor"],
      missing_allowed: 3,
      multiplier: 1,
      bands: ["5 9", "10 10", "11 25"].map(band),
    },
    {
      id: "doubled",
      title: "The same five, doubled",
      items: ["constructor", "d", "c", "b", "a"],
      missing_allowed: 1,
      multiplier: 2,
      bands: ["10 24", "25 40", "41 50"].map(band),
    },
    {
      id: "gapped",
      title: "Two of another range",
      items: ["f", "g"],
      missing_allowed: 1,
      multiplier: 1,
      bands: ["0 5", "6 12"].map(band),
    },
  ],
  flags: [{ id: "reversed_high", item: "b", above: 4 }],
};
