import { expect, test } from "vitest";
import { didYouMean, nearNames } from "./suggest.ts";

test("near names come nearest first, others not at all", () => {
  expect(nearNames("ingset", ["canonize", "ingest", "insets"])).toEqual(["ingest", "insets"]);
  expect(nearNames("x", ["canonize"])).toEqual([]);
  expect(nearNames("LIMIT", ["limit"])).toEqual(["limit"]);
});

test("the hint names what is near, else what there is when that is short", () => {
  expect(didYouMean("lmit", ["limit", "since"])).toBe('; did you mean "limit"?');
  expect(didYouMean("zzz", ["limit", "since"])).toBe("; known: limit, since");
  expect(didYouMean("zzz", [])).toBe("");
  expect(
    didYouMean(
      "zzzzzz",
      Array.from({ length: 13 }, (_, index) => `name${index}`),
    ),
  ).toBe("");
  expect(didYouMean("a".repeat(1_000_000), ["limit"])).toBe("; known: limit");
});
