import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Sandbox } from "@lorchestra/sandbox";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lorchestra } from "./harness/cli.ts";
import { copyPractice, type Practice, removePractice, sandboxOf } from "./harness/practice.ts";
import { databaseSnapshot, folderSnapshot } from "./harness/snapshot.ts";

const killAt = resolve(import.meta.dirname, "faults/kill-at.mjs");
const soaking = process.env.LORCHESTRA_SOAK === "1";
let sandbox: Sandbox;
let undisturbed: ReturnType<typeof everything>;
let points: string[];

function everything({ folder }: Practice) {
  return {
    warehouse: databaseSnapshot(join(folder, "warehouse.db")),
    copy: databaseSnapshot(join(folder, "local.db")),
    files: folderSnapshot(join(folder, "views")),
  };
}

beforeAll(async () => {
  sandbox = await sandboxOf(2);
  const practice = copyPractice(sandbox);
  const counted = join(practice.folder, "marks.json");
  const ended = await lorchestra(["run", "daily"], {
    cwd: practice.folder,
    env: { ...practice.env, COUNT_MARKS: counted },
    preload: killAt,
  });
  expect(ended.stderr).not.toMatch(/CRITICAL/);
  expect(ended.code).toBe(0);
  undisturbed = everything(practice);
  points = chosen(JSON.parse(readFileSync(counted, "utf8")));
  removePractice(practice);
});

afterAll(() => sandbox.close());

/** The first, the middle and the last passing of each marked point; `pnpm soak` takes all of them. */
function chosen(counts: Record<string, number>): string[] {
  return Object.entries(counts).flatMap(([point, count]) => {
    const passings = soaking
      ? Array.from({ length: count }, (_, index) => index + 1)
      : [...new Set([1, Math.ceil(count / 2), count])];
    return passings.map((nth) => `${point}:${nth}`);
  });
}

test("every kind of point is marked", () => {
  const kinds = new Set(points.map((point) => point.split(":")[0]));
  for (const kind of ["staging", "merge", "state", "event", "outcome", "rename"]) {
    expect(kinds).toContain(`${kind}.before`);
    expect(kinds).toContain(`${kind}.after`);
  }
});

test("killed at any marked point and run again, all is as if nothing had happened", {
  timeout: soaking ? 7_200_000 : 600_000,
}, async () => {
  process.stdout.write(`kill sweep: ${points.length} points\n`);
  const queue = [...points];
  const sweep = async () => {
    for (let point = queue.shift(); point !== undefined; point = queue.shift()) await killAndRunAgain(point);
  };
  await Promise.all([sweep(), sweep()]);
});

async function killAndRunAgain(point: string): Promise<void> {
  const practice = copyPractice(sandbox);
  const options = { cwd: practice.folder, env: practice.env };
  const killed = await lorchestra(["run", "daily"], {
    ...options,
    env: { ...practice.env, KILL_AT: point },
    preload: killAt,
  });
  expect(killed.signal, point).toBe("SIGKILL");
  const again = await lorchestra(["run", "daily"], options);
  expect(again.code, `${point}\n${again.stderr}`).toBe(0);
  expect(everything(practice), point).toEqual(undisturbed);
  removePractice(practice);
}
