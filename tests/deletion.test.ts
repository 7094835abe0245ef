import { join } from "node:path";
import type { RunResult } from "@lorchestra/jobs";
import type { Sandbox } from "@lorchestra/sandbox";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lorchestraJson } from "./harness/cli.ts";
import { copyPractice, type Practice, removePractice, sandboxOf } from "./harness/practice.ts";
import { folderSnapshot } from "./harness/snapshot.ts";

let sandbox: Sandbox;
let practice: Practice;

beforeAll(async () => {
  sandbox = await sandboxOf(3);
  practice = copyPractice(sandbox);
});
afterAll(async () => {
  removePractice(practice);
  await sandbox.close();
});

const here = () => ({ cwd: practice.folder, env: practice.env });
const daily = () => lorchestraJson<RunResult>(["run", "daily"], here());
const rows = <T>(query: string) => lorchestraJson<T[]>(["sql", query], here());
const stagesOf = (result: RunResult): Map<string, RunResult["stages"][number]> =>
  new Map([
    ...result.stages.map((stage) => [result.jobId, stage] as const),
    ...result.children.flatMap((child) => [...stagesOf(child)]),
  ]);

test("a customer deleted at the source is gone from the canonical objects after the next run", {
  timeout: 120_000,
}, async () => {
  await daily();
  const [customer] = await rows<{ external_id: string }>(
    "SELECT external_id FROM raw_objects WHERE object_type = 'customer' ORDER BY idem_key LIMIT 1",
  );
  const id = customer?.external_id ?? "";
  const canonical = `SELECT COUNT(*) AS n FROM canonical_objects WHERE object_type = 'customer' AND payload ->> '$.customer_id' = '${id}'`;
  expect(await rows(canonical)).toEqual([{ n: 1 }]);

  sandbox.control.stripe.deleteCustomer(id);
  const stages = stagesOf(await daily());
  expect(stages.get("canonize_stripe_customers")?.counts).toMatchObject({ in: 1, skipped: 1, removed: 1 });
  expect(await rows(canonical)).toEqual([{ n: 0 }]);
  expect(
    await rows(`SELECT deleted_at IS NOT NULL AS gone FROM raw_objects WHERE external_id = '${id}'`),
  ).toEqual([{ gone: 1 }]);
});

test("a canonical response that no longer arises takes its scores and its file along", {
  timeout: 120_000,
}, async () => {
  await daily();
  const before = Object.keys(folderSnapshot(join(practice.folder, "views"))).length;
  const [response] = await rows<{ idem_key: string }>(
    "SELECT idem_key FROM canonical_objects WHERE object_type = 'form_response' ORDER BY idem_key LIMIT 1",
  );
  const key = response?.idem_key ?? "";
  const scores = `SELECT COUNT(*) AS n FROM measurement_events WHERE canonical_idem_key = '${key}'`;
  expect(await rows(scores)).toEqual([{ n: 2 }]);
  // Google tells nothing of deleted responses; here the raw object is marked as a tap with tombstones would do it.
  const { DatabaseSync } = await import("node:sqlite");
  const db = new DatabaseSync(join(practice.folder, "warehouse.db"));
  db.prepare("UPDATE raw_objects SET deleted_at = '2026-03-01T00:00:00.000Z' WHERE idem_key = ?").run(
    key.split("#")[0] ?? "",
  );
  db.close();

  const result = await lorchestraJson<RunResult>(["run", "daily_canonize"], here());
  expect(stagesOf(result).get("canonize_google_forms")?.counts).toMatchObject({ skipped: 1, removed: 1 });
  await lorchestraJson<RunResult>(["run", "daily_form"], here());
  expect(await rows(scores)).toEqual([{ n: 0 }]);
  expect(
    await rows(`SELECT COUNT(*) AS n FROM observations WHERE measurement_idem_key LIKE '${key}%'`),
  ).toEqual([{ n: 0 }]);
  const projected = stagesOf(await lorchestraJson<RunResult>(["run", "daily_projection"], here()));
  expect(projected.get("files_scores")?.counts).toMatchObject({ removed: 2, inserted: 0 });
  expect(Object.keys(folderSnapshot(join(practice.folder, "views"))).length).toBe(before - 2);
});
