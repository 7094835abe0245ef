import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const cli = fileURLToPath(new URL("./cli.ts", import.meta.url));

/** A project with one package whose jobs behave badly. */
function project(): string {
  const root = mkdtempSync(join(tmpdir(), "lorchestra-cli-"));
  const rude = join(root, "node_modules/rude");
  mkdirSync(rude, { recursive: true });
  writeFileSync(join(root, "lorchestra.yaml"), "warehouse: { driver: sqlite, path: w.db }\n");
  writeFileSync(
    join(rude, "package.json"),
    JSON.stringify({
      name: "rude",
      version: "1.0.0",
      type: "module",
      exports: { "./jobs": "./jobs.js" },
      lorchestra: {
        jobs: { rude: { leaves_timer: "./jobs#leavesTimer", deaf: "./jobs#deaf", fails: "./jobs#fails" } },
      },
    }),
  );
  writeFileSync(
    join(rude, "jobs.js"),
    `export async function leavesTimer() { setInterval(() => {}, 1000); }
export async function deaf(client, { logger }) { logger.info("started"); await new Promise(() => setInterval(() => {}, 1000)); }
export async function fails(client, { logger }) { logger.info("started"); await new Promise((done) => setTimeout(done, 300)); throw new Error("no"); }
`,
  );
  return root;
}

function start(job: string) {
  const root = project();
  const child = spawn(process.execPath, ["--conditions=source", cli, "run-job", "rude", job], {
    cwd: root,
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const started = new Promise<void>((resolve) => child.stderr.once("data", () => resolve()));
  child.stdout.resume();
  return { child, ended, started, root };
}

test("what a job leaves running does not keep the process", async () => {
  expect(await start("leaves_timer").ended).toBe(0);
}, 15_000);

test("a job that is deaf to SIGTERM is left after 5 s, and its end is recorded", async () => {
  const { child, ended, started, root } = start("deaf");
  await started;
  child.kill("SIGTERM");
  expect(await ended).toBe(143);
  const db = new DatabaseSync(join(root, "w.db"), { readOnly: true });
  const events = db.prepare("SELECT event_type FROM event_log ORDER BY created_at, event_id").all();
  db.close();
  expect(events.map((event) => event.event_type)).toEqual(["job.started", "job.failed"]);
}, 15_000);

test("nobody reads: the run goes on and the exit code is its own", async () => {
  const { child, ended, started } = start("fails");
  await started;
  child.stdout.destroy();
  child.stderr.destroy();
  expect(await ended).toBe(1);
}, 15_000);
