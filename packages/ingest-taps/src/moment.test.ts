import { expect, test } from "vitest";
import { isPast } from "./allowance.ts";
import { isDeeperThan } from "./depth.ts";
import { parseMoment } from "./moment.ts";

const now = new Date("2026-01-31T12:00:00.000Z");

test.each([
  ["2026-01-31", "2026-01-31T00:00:00.000Z"],
  ["2026-01-31T09:15", "2026-01-31T09:15:00.000Z"],
  ["2026-01-31 09:15:30.123456789", "2026-01-31T09:15:30.123Z"],
  ["2026-01-31T09:15:00+0530", "2026-01-31T03:45:00.000Z"],
  ["2026-01-31t09:15:00z", "2026-01-31T09:15:00.000Z"],
  ["9999-12-31", "9999-12-31T00:00:00.000Z"],
  ["-7d", "2026-01-24T12:00:00.000Z"],
  ["-12h", "2026-01-31T00:00:00.000Z"],
  ["-30m", "2026-01-31T11:30:00.000Z"],
  [" -2w ", "2026-01-17T12:00:00.000Z"],
])("%s", (text, moment) => {
  expect(parseMoment(text, now).toISOString()).toBe(moment);
});

test.each([
  "",
  "yesterday",
  "7d",
  "-7y",
  "2026-02-30",
  "2026-13-01",
  "2026-01-31T25:00",
  "1769860800",
  "31.01.2026",
])("%j is refused with the forms that are accepted", (text) => {
  expect(() => parseMoment(text, now)).toThrow(/is no moment\. Write 2026-01-31,.*-7d/);
});

test("allowances", () => {
  expect(isPast(3, { in: 100, quarantined: 3 })).toBe(false);
  expect(isPast(3, { in: 100, quarantined: 4 })).toBe(true);
  expect(isPast("5%", { in: 100, quarantined: 5 })).toBe(false);
  expect(isPast("0.5%", { in: 100, quarantined: 1 })).toBe(true);
  expect(isPast("0%", { in: 0, quarantined: 0 })).toBe(false);
});

test("depth", () => {
  expect(isDeeperThan({ a: [1] }, 2)).toBe(false);
  expect(isDeeperThan({ a: [[]] }, 2)).toBe(true);
  expect(isDeeperThan("text", 0)).toBe(false);
});
