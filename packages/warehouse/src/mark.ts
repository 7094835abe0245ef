import { channel } from "node:diagnostics_channel";

const marks = channel("lorchestra:mark");

/** The points that matter when a process dies: before and after each step that another process could see. */
export type Mark =
  | "staging.before"
  | "staging.after"
  | "merge.before"
  | "merge.after"
  | "state.before"
  | "state.after"
  | "event.before"
  | "event.after"
  | "outcome.before"
  | "outcome.after"
  | "rename.before"
  | "rename.after";

/**
 * Says on the diagnostics channel `lorchestra:mark` that the process is at a marked point. Without a subscriber it
 * costs one comparison. The fault sweep in tests/ subscribes and kills the process there.
 */
export function mark(point: Mark): void {
  if (marks.hasSubscribers) marks.publish(point);
}
