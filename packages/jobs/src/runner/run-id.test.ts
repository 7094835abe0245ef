import { expect, test } from "vitest";
import { formatRunId, newSessionId, runIds } from "./run-id.ts";

test("job id, UTC time to the second, session", () => {
  expect(formatRunId("daily", new Date("2026-08-01T23:59:59.999+02:00"), "0a1b2c3d")).toBe(
    "daily-20260801215959-0a1b2c3d",
  );
  expect(newSessionId()).toMatch(/^[0-9a-f]{8}$/);
});

test("a job that runs twice in one second gets two ids", () => {
  const next = runIds("0a1b2c3d", () => new Date("2026-08-01T23:59:59Z"));
  expect([next("a"), next("a"), next("b")]).toEqual([
    "a-20260801235959-0a1b2c3d",
    "a-20260802000000-0a1b2c3d",
    "b-20260801235959-0a1b2c3d",
  ]);
});
