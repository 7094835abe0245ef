import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { IngestError } from "../../errors.ts";

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running tap. */
export interface TapProcess {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the process has ended. */
  readonly exit: Promise<Exit>;
  /** Ends the process and everything that it started: asks first, then does not. Resolves when it is over. */
  stop(): Promise<void>;
}

const graceMs = 2000;

/** Starts a program in a process group of its own, without a shell. Throws an {@link IngestError} when it cannot be started. */
export async function startProcess(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<TapProcess> {
  const child = spawn(command, [...args], { cwd, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const exit = new Promise<Exit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  try {
    await once(child, "spawn");
  } catch (cause) {
    throw new IngestError(
      "singer_not_found",
      `The Singer tap ${command} cannot be started. Is it installed and on the PATH?`,
      { cause },
    );
  }
  const { stdout, stderr } = child;
  return { stdout, stderr, exit, stop: () => stop(child, exit) };
}

async function stop(child: ChildProcess, exit: Promise<Exit>): Promise<void> {
  // Members of the group may live on when their leader has ended.
  if (child.exitCode === null && child.signalCode === null) {
    signalGroup(child, "SIGTERM");
    const timer = new AbortController();
    await Promise.race([exit, delay(graceMs, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
  }
  signalGroup(child, "SIGKILL");
  await exit;
  child.stdout?.destroy();
  child.stderr?.destroy();
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: nobody of the group is left, which is what was asked for.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
