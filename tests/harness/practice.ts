import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Sandbox, startSandbox } from "@lorchestra/sandbox";

const practice = resolve(import.meta.dirname, "../../examples/practice");

/** A copy of the sample practice beside a sandbox that serves it. */
export interface Practice {
  readonly folder: string;
  readonly env: { readonly [name: string]: string };
}

/** Copies the sample practice into an empty folder; `env` points it at the sandbox. */
export function copyPractice(sandbox: Sandbox): Practice {
  const folder = mkdtempSync(join(tmpdir(), "lorchestra-practice-"));
  for (const part of ["lorchestra.yaml", "jobs", "bindings"])
    cpSync(join(practice, part), join(folder, part), { recursive: true });
  mkdirSync(join(folder, "exports"));
  const mail = join(folder, "exports/mail.mbox");
  writeFileSync(mail, sandbox.practice.mbox());
  // The tap keeps the time of the file in its state; two copies are to be equal.
  utimesSync(mail, 1_767_225_600, 1_767_225_600);
  return { folder, env: sandbox.environment() };
}

/** A sandbox for the tests of one file. */
export async function sandboxOf(clients: number): Promise<Sandbox> {
  return startSandbox({ seed: Number(process.env.LORCHESTRA_SEED ?? 7), clients });
}

/** Removes a copy. */
export function removePractice({ folder }: Practice): void {
  rmSync(folder, { recursive: true, force: true });
}
