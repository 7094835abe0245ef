import { exitCodes } from "./exit-codes.ts";

/** What a run listens to while it lasts. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** The exit code that the signal asks for; undefined when none came. */
  code(): number | undefined;
  stop(): void;
}

/**
 * First Ctrl+C or SIGTERM: abort, so that the running job cleans up. Second: out at once. The exit code is 130, by
 * SIGTERM 143.
 */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let code: number | undefined;
  const onSignal = (name: NodeJS.Signals) => {
    if (code !== undefined) process.exit(code);
    code = name === "SIGTERM" ? exitCodes.terminated : exitCodes.interrupted;
    process.stderr.write("\nStopping after cleaning up; press Ctrl+C again to stop at once.\n");
    controller.abort(new DOMException(`stopped by ${name}`, "AbortError"));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    code: () => code,
    stop: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
