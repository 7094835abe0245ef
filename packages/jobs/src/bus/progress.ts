import type { ProgressUpdate } from "../contract/progress.ts";
import { ProgressError } from "../errors.ts";

const isCount = (value: number): boolean => Number.isFinite(value) && value >= 0;

/** Refuses what cannot be shown: a percent that is no integer of 0..100, counts that are negative or not finite. */
export function checkProgress(update: ProgressUpdate): ProgressUpdate {
  const { percent, current, total } = update;
  if (percent !== undefined && !(Number.isInteger(percent) && percent >= 0 && percent <= 100)) {
    throw new ProgressError(`percent must be an integer from 0 to 100, not ${String(percent)}`);
  }
  if (current !== undefined && !isCount(current)) {
    throw new ProgressError(`current must be a number of 0 or more, not ${String(current)}`);
  }
  if (total !== undefined && !isCount(total)) {
    throw new ProgressError(`total must be a number of 0 or more, not ${String(total)}`);
  }
  return update;
}

/**
 * One short line: percent first, else `current/total`, else `current`, else a heartbeat; then the item.
 *
 * @example
 * renderProgress({ percent: 45, item: "email" }) // "45% email"
 * renderProgress({ current: 45, total: 100, item: "records" }) // "45/100 records"
 */
export function renderProgress(update: ProgressUpdate): string {
  const { percent, current, total, item, heartbeat } = checkProgress(update);
  let amount = "";
  if (percent !== undefined) amount = `${percent}%`;
  else if (current !== undefined) amount = total === undefined ? `${current}` : `${current}/${total}`;
  else if (heartbeat === true) amount = "…";
  return [amount, item ?? ""].filter((part) => part !== "").join(" ");
}
