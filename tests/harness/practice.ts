import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
  writeFileSync(join(folder, "exports/mail.mbox"), sandbox.practice.mbox());
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
