import { expect, test } from "vitest";
import { UsageError } from "../errors.ts";
import { parseInstant } from "./parse-instant.ts";

const now = new Date("2026-08-15T12:00:00.000Z");

test.each([
  ["2026-08-01", "2026-08-01T00:00:00.000Z"],
  ["2026-08-01T09:30", "2026-08-01T09:30:00.000Z"],
  ["2026-08-01 09:30:15", "2026-08-01T09:30:15.000Z"],
  ["2026-08-01T09:30:15.5Z", "2026-08-01T09:30:15.500Z"],
  ["2026-08-01T09:30:15.123456789Z", "2026-08-01T09:30:15.123Z"],
  ["2026-08-01T09:30:00+02:00", "2026-08-01T07:30:00.000Z"],
  ["2026-08-01T09:30:00-0530", "2026-08-01T15:00:00.000Z"],
  ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ["-7d", "2026-08-08T12:00:00.000Z"],
  ["-12h", "2026-08-15T00:00:00.000Z"],
  ["-30m", "2026-08-15T11:30:00.000Z"],
  [" -2w ", "2026-08-01T12:00:00.000Z"],
])("%s is %s", (text, expected) => {
  expect(parseInstant(text, now).toISOString()).toBe(expected);
});

test.each([
  "",
  "yesterday",
  "7d",
  "+7d",
  "-7y",
  "-7",
  "2026-02-30",
  "2025-02-29",
  "2026-13-01",
  "2026-08-01T25:00",
  "2026-08-01T09:61",
  "08/01/2026",
  "1754000000",
  "2026-08-01T09:30:00+99:99",
  "-999999999d",
])("%j is refused with the accepted forms", (text) => {
  expect(() => parseInstant(text, now)).toThrow(UsageError);
  expect(() => parseInstant(text, now)).toThrow("or back from now: -7d, -12h, -30m, -2w");
});
