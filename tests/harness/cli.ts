import { type ChildProcessByStdio, spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Readable } from "node:stream";

/** The command line's source. */
export const cli = resolve(import.meta.dirname, "../../apps/lorchestra/src/cli.ts");

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options of a CLI process. */
export interface CliOptions {
  readonly cwd: string;
  readonly env?: { readonly [name: string]: string };
  /** Module to preload. */
  readonly preload?: string;
  /** Called with the process's id and a way to signal it. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the real command line in a process of its own, from its sources. */
export function lorchestra(args: readonly string[], options: CliOptions): Promise<Ended> {
  const preload = options.preload === undefined ? [] : ["--import", options.preload];
  const child = spawn(process.execPath, ["--conditions=source", ...preload, cli, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH ?? "", HOME: options.cwd, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  options.onStart?.((signal) => child.kill(signal));
  return ended(child);
}

/** Waits for a process and gives what it printed. */
export function ended(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Ended> {
  return new Promise((done, fail) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", fail);
    child.on("close", (code, signal) =>
      done({ code, signal, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
  });
}

/** Runs it and gives what `--json` printed; fails with both streams when the exit code is not 0. */
export async function lorchestraJson<T>(args: readonly string[], options: CliOptions): Promise<T> {
  const result = await lorchestra([...args, "--json"], options);
  if (result.code !== 0) {
    throw new Error(`lorchestra ${args.join(" ")} exited ${result.code}\n${result.stderr}\n${result.stdout}`);
  }
  return JSON.parse(result.stdout);
}
