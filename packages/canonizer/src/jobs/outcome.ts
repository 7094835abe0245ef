import type { DueInput, Outcome } from "@lorchestra/warehouse";
import type { RecordError } from "../validator.ts";

/** Key of the canonical object that a raw object gives. */
export function keyOf(rawKey: string, suffix: string): string {
  return `${rawKey}#${suffix}`;
}

/** What became of an input that needs no explanation but a code. */
export function outcomeOf(input: DueInput, outcome: "ok" | "skipped", reasonCode?: string): Outcome {
  const { key, hash, attempts } = input;
  return { key, hash, attempts, outcome, ...(reasonCode === undefined ? {} : { reasonCode }) };
}

/** An input set aside: where it does not fit, never what it says there. */
export function quarantinedOutcome(
  { key, hash, attempts }: DueInput,
  reasonCode: string,
  errors: readonly RecordError[],
): Outcome {
  const detail = { errors: errors.map((error) => ({ ...error })) };
  return { key, hash, attempts, outcome: "quarantined", reasonCode, detail };
}
