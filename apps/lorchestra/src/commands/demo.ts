import { chmod, cp, lstat, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { discoverJobs, loadProject, runJob } from "@lorchestra/jobs";
import { startSandbox } from "@lorchestra/sandbox";
import { appFolder } from "../app-folder.ts";
import { say } from "../output/print.ts";
import { execute } from "./execute.ts";

/** What of the sample practice makes a project; the rest is for readers of the repository. */
const projectParts = ["lorchestra.yaml", "jobs", "bindings", ".env.example"];

/** `lorchestra demo`: the sample practice in a folder of its own, read over HTTP from the sandbox. */
export async function demo(options: { readonly folder?: string; readonly json?: boolean }): Promise<number> {
  const folder = resolve(options.folder ?? "lorchestra-demo");
  const sandbox = await startSandbox();
  try {
    say(`A made-up practice is served on ${sandbox.url}; its project lies in ${folder}`);
    await makeProject(folder, sandbox.practice.mbox());
    const project = await loadProject(folder, { environment: { ...process.env, ...sandbox.environment() } });
    const discovery = await discoverJobs({ projectRoot: project.root, from: appFolder });
    const code = await execute(options.json ?? false, ({ signal, bus }) =>
      runJob({ project, discovery, jobId: "daily", signal, bus }),
    );
    say(
      `\nLook around: cd ${folder}, then lorchestra stats canonical, or lorchestra sql "SELECT * FROM proj_scores"`,
    );
    return code;
  } finally {
    await sandbox.close();
  }
}

/** Copies the sample practice where nothing is yet, and its mail as an exported file. A second demo finds all as it was. */
async function makeProject(folder: string, mbox: string): Promise<void> {
  const practice = dirname(fileURLToPath(import.meta.resolve("@lorchestra/practice/package.json")));
  await mkdir(join(folder, "exports"), { recursive: true, mode: 0o700 });
  for (const part of projectParts) {
    await cp(join(practice, part), join(folder, part), { recursive: true, force: false });
    await makePrivate(join(folder, part));
  }
  const mail = join(folder, "exports", "mail.mbox");
  if ((await readIfThere(mail)) !== mbox) await writeFile(mail, mbox, { mode: 0o600 });
}

/** Copies have the modes of the package; `.env.example` copied to `.env` must not be readable by others. */
async function makePrivate(path: string): Promise<void> {
  const directory = (await lstat(path)).isDirectory();
  await chmod(path, directory ? 0o700 : 0o600);
  if (directory) for (const name of await readdir(path)) await makePrivate(join(path, name));
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
