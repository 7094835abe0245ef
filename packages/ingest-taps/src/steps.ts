import type { JsonObject } from "@lorchestra/tap-kit";
import type { DataMessage } from "./batches.ts";

/** What to do with a part of a batch: first merge the records, then mark the deleted ones. */
export interface Step {
  readonly records: readonly JsonObject[];
  /** Idempotency keys, each once. */
  readonly deletes: readonly string[];
  readonly problems: readonly Extract<DataMessage, { type: "problem" }>[];
}

/**
 * Parts a batch into as few steps as keep the order of what happens to one key: a record that comes after its own
 * deletion begins a new step. A deletion of a key that is deleted in the step already is left out.
 *
 * @param keyOf the idempotency key of a record or of a delete's key; undefined when it has none
 */
export function steps(
  messages: readonly DataMessage[],
  keyOf: (record: JsonObject) => string | undefined,
): readonly Step[] {
  const done: Step[] = [];
  let step = emptyStep();
  for (const message of messages) {
    if (message.type === "problem") {
      step.problems.push(message);
    } else if (message.type === "delete") {
      const key = keyOf(message.key);
      if (key === undefined) step.problems.push({ type: "problem", reason: "delete_without_key" });
      else step.deletes.add(key);
    } else {
      const key = step.deletes.size === 0 ? undefined : keyOf(message.record);
      if (key !== undefined && step.deletes.has(key)) {
        done.push(frozen(step));
        step = emptyStep();
      }
      step.records.push(message.record);
    }
  }
  done.push(frozen(step));
  return done;
}

function emptyStep() {
  const records: JsonObject[] = [];
  const problems: Extract<DataMessage, { type: "problem" }>[] = [];
  return { records, problems, deletes: new Set<string>() };
}

function frozen(step: ReturnType<typeof emptyStep>): Step {
  return { records: step.records, problems: step.problems, deletes: [...step.deletes] };
}
