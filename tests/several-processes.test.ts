import { join } from "node:path";
import type { RunResult } from "@lorchestra/jobs";
import { expect, test } from "vitest";
import { lorchestra, lorchestraJson } from "./harness/cli.ts";
import { copyPractice, removePractice, sandboxOf } from "./harness/practice.ts";
import { databaseSnapshot, folderSnapshot } from "./harness/snapshot.ts";

test("four processes on one warehouse: nothing lost, nothing doubled, no busy database shown", {
  timeout: 240_000,
}, async () => {
  const sandbox = await sandboxOf(4);
  const alone = copyPractice(sandbox);
  await lorchestraJson<RunResult>(["run", "daily"], { cwd: alone.folder, env: alone.env });
  const together = copyPractice(sandbox);
  const ended = await Promise.all(
    [1, 2, 3, 4].map(() => lorchestra(["run", "daily"], { cwd: together.folder, env: together.env })),
  );
  for (const { code, stderr, stdout } of ended) {
    expect(code, stderr + stdout).toBe(0);
    expect(stderr + stdout).not.toMatch(/SQLITE_BUSY|database is locked|ERR_SQLITE/i);
  }
  expect(databaseSnapshot(join(together.folder, "warehouse.db"))).toEqual(
    databaseSnapshot(join(alone.folder, "warehouse.db")),
  );
  expect(databaseSnapshot(join(together.folder, "local.db"))).toEqual(
    databaseSnapshot(join(alone.folder, "local.db")),
  );
  expect(folderSnapshot(join(together.folder, "views"))).toEqual(folderSnapshot(join(alone.folder, "views")));
  removePractice(alone);
  removePractice(together);
  await sandbox.close();
});
