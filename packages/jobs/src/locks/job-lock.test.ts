import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { LockHeldError } from "../errors.ts";
import { tempFolder } from "../testing/temp-project.ts";
import { acquireLock, type LockHolder } from "./job-lock.ts";

const holder: LockHolder = { pid: 1, host: "here", job: "daily", since: "2026-08-01T10:00:00.000Z" };
const request = (folder: string, more: object = {}) => ({
  folder,
  name: "daily",
  holder,
  signal: new AbortController().signal,
  ...more,
});

/** A process of its own that takes the lock and holds it until it is killed; says so once it has it. */
const HOLDER = `
  import { acquireLock } from ${JSON.stringify(import.meta.resolve("./job-lock.ts"))};
  const holder = { pid: process.pid, host: "elsewhere", job: "daily", since: "2026-08-01T09:00:00.000Z" };
  const folder = process.argv[1];
  await acquireLock({ folder, name: "daily", holder, signal: new AbortController().signal });
  process.stdout.write("held");
  setInterval(() => undefined, 60_000);
`;

async function holdElsewhere(folder: string) {
  const child = spawn(
    process.execPath,
    ["--conditions=source", "--input-type=module", "-e", HOLDER, folder],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  await once(child.stdout, "data");
  return child;
}

test("one holder at a time in one process; the files are private", async () => {
  using temp = tempFolder();
  const folder = join(temp.root, "locks");
  const first = await acquireLock(request(folder));
  await expect(acquireLock(request(folder, { waitMs: 0 }))).rejects.toThrow(
    "daily is locked by process 1 on here (job daily, since 2026-08-01T10:00:00.000Z); waited 0 s; run it again when that has ended",
  );
  expect(readdirSync(folder)).toEqual(["daily.json", "daily.lock"]);
  for (const name of ["daily.json", "daily.lock"]) {
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  }
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const other = await acquireLock(request(folder, { name: "weekly" }));
  other.release();
  first.release();
  const second = await acquireLock(request(folder, { waitMs: 0 }));
  second.release();
  expect(readdirSync(folder)).toEqual(["daily.lock", "weekly.lock"]);
});

test("the next one waits and gets it; it was told once who has it", async () => {
  using temp = tempFolder();
  const first = await acquireLock(request(temp.root));
  const waits: (LockHolder | undefined)[] = [];
  const second = acquireLock(
    request(temp.root, { onWait: (who: LockHolder | undefined) => waits.push(who) }),
  );
  await delay(400);
  first.release();
  (await second).release();
  expect(waits).toEqual([holder]);
});

test("waiting ends when it is cancelled", async () => {
  using temp = tempFolder();
  const first = await acquireLock(request(temp.root));
  const controller = new AbortController();
  const second = acquireLock(request(temp.root, { signal: controller.signal }));
  controller.abort();
  await expect(second).rejects.toThrow(/abort/i);
  first.release();
});

test("another process holds it; SIGKILL frees it at once", async () => {
  using temp = tempFolder();
  const child = await holdElsewhere(temp.root);
  const refused = acquireLock(request(temp.root, { waitMs: 100 }));
  await expect(refused).rejects.toBeInstanceOf(LockHeldError);
  await expect(refused).rejects.toThrow(
    `daily is locked by process ${child.pid} on elsewhere (job daily, since 2026-08-01T09:00:00.000Z)`,
  );
  child.kill("SIGKILL");
  await once(child, "exit");
  const lock = await acquireLock(request(temp.root, { waitMs: 0 }));
  lock.release();
});
