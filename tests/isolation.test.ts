import type { RunResult } from "@lorchestra/jobs";
import type { Sandbox } from "@lorchestra/sandbox";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { lorchestra, lorchestraJson } from "./harness/cli.ts";
import { copyPractice, type Practice, removePractice, sandboxOf } from "./harness/practice.ts";
import { fileTimes } from "./harness/snapshot.ts";

let sandbox: Sandbox;
let practice: Practice;

beforeAll(async () => {
  sandbox = await sandboxOf(3);
});
afterAll(() => sandbox.close());
beforeEach(() => {
  practice = copyPractice(sandbox);
});
afterEach(() => removePractice(practice));

const here = () => ({ cwd: practice.folder, env: practice.env });
const count = async (table: string) => {
  const [row] = await lorchestraJson<{ n: number }[]>(["sql", `SELECT COUNT(*) AS n FROM ${table}`], here());
  return row?.n;
};

test("a dry run on a fresh project says what it would insert, and leaves not one file", async () => {
  const before = fileTimes(practice.folder);
  const result = await lorchestraJson<RunResult>(["run", "ingest_stripe_invoices", "--dry-run"], here());
  expect(result.dryRun).toBe(true);
  expect(result.stages[0]?.counts).toMatchObject({ in: 20, inserted: 20, updated: 0, unchanged: 0 });
  expect(fileTimes(practice.folder)).toEqual(before);
});

test("a dry run of everything on a fresh project goes to its end, and leaves not one file", async () => {
  const before = fileTimes(practice.folder);
  const ended = await lorchestra(["run", "daily", "--dry-run"], here());
  expect(ended.code, ended.stderr).toBe(0);
  expect(fileTimes(practice.folder)).toEqual(before);
});

test("a dry run of everything after a real one changes no byte", { timeout: 120_000 }, async () => {
  expect((await lorchestra(["run", "daily"], here())).code).toBe(0);
  const before = fileTimes(practice.folder);
  const result = await lorchestraJson<RunResult>(["run", "daily", "--dry-run"], here());
  expect(result.status).toBe("success");
  const after = fileTimes(practice.folder);
  // Reading a database in WAL mode may make its empty side files; nothing else may differ.
  const real = (files: Record<string, string>) =>
    Object.fromEntries(Object.entries(files).filter(([name]) => !/-(shm|wal)$/.test(name)));
  expect(real(after)).toEqual(real(before));
});

test("--test-table fills the twins and nothing of the real ones", { timeout: 120_000 }, async () => {
  const ended = await lorchestra(["run", "daily", "--test-table"], here());
  expect(ended.code, ended.stderr).toBe(0);
  const files = Object.keys(fileTimes(practice.folder));
  expect(files.some((file) => file.startsWith("test_views/"))).toBe(true);
  expect(files.some((file) => file.startsWith("views/"))).toBe(false);
  expect(files).toContain("test_local.db");
  expect(files).not.toContain("local.db");
  for (const table of [
    "raw_objects",
    "canonical_objects",
    "measurement_events",
    "observations",
    "event_log",
    "stream_state",
    "record_outcomes",
  ]) {
    expect(await count(table), table).toBe(0);
    expect(await count(`test_${table}`), table).toBeGreaterThan(0);
  }
  const stats = await lorchestraJson<unknown[]>(["stats", "raw", "--test-table"], here());
  expect(stats.length).toBeGreaterThan(0);
});
