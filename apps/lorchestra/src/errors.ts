import { exitCodes } from "./exit-codes.ts";

/** Codes of errors that a person mends by writing something else: on the command line, in the config, in a spec. */
const usageCodes: ReadonlySet<unknown> = new Set(["usage", "project_invalid", "config_invalid"]);

/** The exit code for whatever a command threw. */
export function exitCodeFor(error: unknown): number {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return usageCodes.has(code) ? exitCodes.usage : exitCodes.failed;
}
