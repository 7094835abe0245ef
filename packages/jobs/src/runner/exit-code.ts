import type { RunResult } from "../contract/report.ts";

function pastLimit(result: RunResult): boolean {
  return result.stages.some((stage) => stage.pastQuarantineLimit === true) || result.children.some(pastLimit);
}

/** The exit status of a run: 0 done, 1 failed, 3 done with more quarantined records than allowed, 130 interrupted. */
export function exitCodeOf(result: RunResult): 0 | 1 | 3 | 130 {
  if (result.status === "interrupted") return 130;
  if (result.status === "failed") return 1;
  return pastLimit(result) ? 3 : 0;
}
