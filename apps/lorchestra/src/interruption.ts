import { Console } from "node:console";
import { exitCodes } from "./exit-codes.ts";

/** What a run listens to while it lasts. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** The exit code that the interruption asks for; undefined when there was none. */
  code(): number | undefined;
  stop(): void;
}

/**
 * First Ctrl+C or SIGTERM: abort, so that the running job cleans up. Second: out at once. The exit code is 130, by
 * SIGTERM 143.
 *
 * A job is code from elsewhere: one that throws when nobody waits for it any more, waits for what never comes, or ends
 * the process has failed, exit code 1, with its end on record where that is still possible. What it prints with
 * `console.log` goes to stderr, because stdout is for the result.
 */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let code: number | undefined;
  const interrupt = (asked: number, message: string) => {
    code = asked;
    process.stderr.write(`\n${message}\n`);
    controller.abort(new DOMException(message, "AbortError"));
  };
  const onSignal = (name: NodeJS.Signals) => {
    if (code !== undefined) process.exit(code);
    const asked = name === "SIGTERM" ? exitCodes.terminated : exitCodes.interrupted;
    interrupt(asked, "Stopping after cleaning up; press Ctrl+C again to stop at once.");
  };
  const onStray = (error: unknown) => {
    if (code === undefined) interrupt(exitCodes.failed, `A job threw outside of its run: ${describe(error)}`);
  };
  const onIdle = () => {
    if (code === undefined) interrupt(exitCodes.failed, "The job waits for something that will never come.");
  };
  const onExit = () => {
    if (code === undefined) process.stderr.write("A job ended the process in the middle of its run.\n");
    process.exitCode = code ?? exitCodes.failed;
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal).on("uncaughtException", onStray);
  process.on("unhandledRejection", onStray).on("beforeExit", onIdle).on("exit", onExit);
  const restoreConsole = consoleOnStderr();
  return {
    signal: controller.signal,
    code: () => code,
    stop: () => {
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal).off("uncaughtException", onStray);
      process.off("unhandledRejection", onStray).off("beforeExit", onIdle).off("exit", onExit);
      restoreConsole();
    },
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : "something that is no error";
}

function consoleOnStderr(): () => void {
  const before = globalThis.console;
  globalThis.console = new Console(process.stderr);
  return () => {
    globalThis.console = before;
  };
}
