import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox } from "@lorchestra/sandbox";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ended, lorchestra, lorchestraJson } from "./harness/cli.ts";
import { copyPractice, type Practice, removePractice, sandboxOf } from "./harness/practice.ts";

let sandbox: Sandbox;
let practice: Practice;
let ended: Ended;

beforeAll(async () => {
  sandbox = await sandboxOf(12);
  practice = copyPractice(sandbox);
  ended = await lorchestra(["run", "daily"], { cwd: practice.folder, env: practice.env });
  expect(ended.code, ended.stderr).toBe(0);
}, 120_000);
afterAll(async () => {
  removePractice(practice);
  await sandbox.close();
});

/** What must stand nowhere but in the warehouse, its copy and the files: addresses, names, answers, secrets. */
function confidential(): string[] {
  const people = sandbox.practice.clients.flatMap((client) => [client.email, client.lastName]);
  const mail = sandbox.practice.mail.flatMap(({ text }) => /^Subject: ([ -~]+)$/m.exec(text)?.[1] ?? []);
  const { stripeApiKey, google } = sandbox.credentials;
  const secrets = [stripeApiKey, google.clientSecret, google.refreshToken];
  return [...new Set([...people, ...mail, ...secrets, "Nearly every day", "More than half the days"])];
}

function expectClean(where: string, text: string): void {
  const found = confidential().filter(
    (word) => word.length > 3 && text.toLowerCase().includes(word.toLowerCase()),
  );
  expect(found, where).toEqual([]);
}

test("events, logs and stderr hold no address, name, answer or secret", async () => {
  const events = await lorchestraJson<unknown[]>(["sql", "SELECT * FROM event_log"], {
    cwd: practice.folder,
    env: practice.env,
  });
  expect(events.length).toBeGreaterThan(50);
  expectClean("event_log", JSON.stringify(events));
  const logs = globSync("logs/*.jsonl", { cwd: join(practice.folder, ".lorchestra") });
  expect(logs.length).toBeGreaterThan(0);
  for (const log of logs) expectClean(log, readFileSync(join(practice.folder, ".lorchestra", log), "utf8"));
  expectClean("stderr", ended.stderr);
});

test("every file that a run made is its owner's alone", () => {
  const made = globSync("{.lorchestra/**/*,views/**/*,*.db*}", { cwd: practice.folder, dot: true } as {
    cwd: string;
  });
  expect(made.length).toBeGreaterThan(10);
  for (const file of made) {
    const stat = statSync(join(practice.folder, file));
    expect((stat.mode & 0o777).toString(8), file).toBe(stat.isDirectory() ? "700" : "600");
  }
});
