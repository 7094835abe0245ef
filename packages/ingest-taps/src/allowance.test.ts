import { expect, test } from "vitest";
import { isPast } from "./allowance.ts";

test("allowances", () => {
  expect(isPast(3, { in: 100, quarantined: 3 })).toBe(false);
  expect(isPast(3, { in: 100, quarantined: 4 })).toBe(true);
  expect(isPast("5%", { in: 100, quarantined: 5 })).toBe(false);
  expect(isPast("0.5%", { in: 100, quarantined: 1 })).toBe(true);
  expect(isPast("0%", { in: 0, quarantined: 0 })).toBe(false);
});
