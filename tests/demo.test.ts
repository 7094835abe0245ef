import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunResult } from "@lorchestra/jobs";
import { expect, test } from "vitest";
import { lorchestra, lorchestraJson } from "./harness/cli.ts";
import { fileTimes } from "./harness/snapshot.ts";

const stages = (result: RunResult): RunResult["stages"] => [
  ...result.stages,
  ...result.children.flatMap(stages),
];

test("the demo, twice: the second run inserts, updates and rewrites nothing, and sees everything", {
  timeout: 120_000,
}, async () => {
  const cwd = mkdtempSync(join(tmpdir(), "lorchestra-demo-"));
  const first = await lorchestra(["demo"], { cwd });
  expect(first.code, first.stderr).toBe(0);
  expect(first.stdout).toMatch(/^daily: success after/);
  expect(first.stdout).toContain(join(cwd, "lorchestra-demo/views/"));
  const folder = join(cwd, "lorchestra-demo");
  const seen = () =>
    lorchestraJson<{ object_type: string; last_seen: string }[]>(
      [
        "sql",
        "SELECT object_type, connection_name, MAX(last_seen) AS last_seen FROM raw_objects GROUP BY 1, 2 ORDER BY 1, 2",
      ],
      { cwd: folder },
    );
  const [files, before] = [fileTimes(join(folder, "views")), await seen()];

  const second = await lorchestraJson<RunResult>(["demo"], { cwd });
  for (const { counts, stage } of stages(second)) {
    expect(counts.in, stage).toBe(
      counts.inserted + counts.updated + counts.unchanged + counts.skipped + counts.quarantined,
    );
    expect([counts.inserted, counts.updated, counts.removed ?? 0], stage).toEqual([0, 0, 0]);
  }
  expect(fileTimes(join(folder, "views"))).toEqual(files);
  const after = await seen();
  expect(after.map(({ object_type }) => object_type)).toEqual(before.map(({ object_type }) => object_type));
  after.forEach((row, index) => {
    expect(row.last_seen > (before[index]?.last_seen ?? ""), row.object_type).toBe(true);
  });
});
