import { CommanderError } from "commander";
import { exitCodeFor } from "./errors.ts";
import { exitCodes } from "./exit-codes.ts";
import { createProgram } from "./program.ts";

/**
 * Runs the command line and resolves to the exit code: 0 done, 1 failed, 2 usage, 3 done with quarantined records
 * past the allowed number, 130 interrupted (143 by SIGTERM). Data goes to stdout, talk to stderr.
 */
export async function main(argv: readonly string[]): Promise<number> {
  goOnWhenNobodyReads();
  let code: number = exitCodes.done;
  const program = createProgram((result) => {
    code = result;
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    // Commander has said its piece on stderr already; help and version are no mistakes.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const { printError } = await import("./output/errors.ts");
    printError(error, argv.includes("--json"));
    return exitCodeFor(error);
  }
}

/**
 * `lorchestra run daily | head` closes our stdout or stderr early: that is the reader's right. The run goes on and the
 * exit code is its own.
 */
function goOnWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
