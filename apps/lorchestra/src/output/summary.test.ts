import type { RunResult } from "@lorchestra/jobs";
import { expect, test } from "vitest";
import { renderSummary } from "./summary.ts";

const counts = { in: 3, inserted: 1, updated: 0, unchanged: 1, skipped: 0, quarantined: 1 };
const run = (changes: Partial<RunResult>): RunResult => ({
  jobId: "ingest_x",
  jobType: "ingest",
  runId: "ingest_x-20260101000000-0123abcd",
  status: "success",
  startedAt: "2026-01-01T00:00:00.000Z",
  endedAt: "2026-01-01T00:00:02.500Z",
  stages: [{ stage: "ingestion", counts, durationSeconds: 2, written: ["/p/local.db"] }],
  children: [],
  dryRun: false,
  ...changes,
});

test("a run: how it ended, a line per stage that adds up, what was written", () => {
  expect(renderSummary(run({}))).toBe(
    [
      "ingest_x: success after 2.5 s",
      "run ingest_x-20260101000000-0123abcd",
      "",
      "job       stage      in =  inserted +  updated +  unchanged +  skipped +  quarantined  removed",
      "ingest_x  ingestion     3           1          0            1          0            1        0",
      "",
      "Written:",
      "  /p/local.db",
    ].join("\n"),
  );
});

test("a dry run wrote nothing and says so", () => {
  const text = renderSummary(run({ dryRun: true }));
  expect(text).toContain("(dry run: nothing was written)");
  expect(text).toContain("Would be written:\n  /p/local.db");
});

test("of a pipeline's failures the ones that caused them are told", () => {
  const error = { type: "Error", code: "x", message: "no network", retryable: true };
  const child = run({ status: "failed", stages: [], error });
  const text = renderSummary(
    run({
      jobId: "daily",
      status: "failed",
      stages: [],
      children: [child],
      error: { ...error, message: "1 job failed" },
    }),
  );
  expect(text).toContain("ingest_x failed: no network");
  expect(text).not.toContain("1 job failed");
});
