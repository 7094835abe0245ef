import { createEventBus, type EventBus, exitCodeOf, type RunResult } from "@lorchestra/jobs";
import { listenForInterruption } from "../interruption.ts";
import { followOnStderr } from "../output/follow.ts";
import { print, printJson } from "../output/print.ts";
import { renderSummary } from "../output/summary.ts";

/** Runs something with its events followed on stderr and Ctrl+C heard, prints the result, gives the exit code. */
export async function execute(
  json: boolean,
  start: (run: { readonly signal: AbortSignal; readonly bus: EventBus }) => Promise<RunResult>,
): Promise<number> {
  const interruption = listenForInterruption();
  const bus = createEventBus();
  followOnStderr(bus);
  try {
    const result = await start({ signal: interruption.signal, bus });
    await bus.close();
    if (json) printJson(result);
    else print(renderSummary(result));
    return result.status === "interrupted" ? (interruption.code() ?? exitCodeOf(result)) : exitCodeOf(result);
  } finally {
    interruption.stop();
  }
}
