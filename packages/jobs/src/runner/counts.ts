import type { Counts } from "../contract/report.ts";
import { UnbalancedCountsError } from "../errors.ts";

const PARTS = ["inserted", "updated", "unchanged", "skipped", "quarantined"] as const;

/** Throws an {@link UnbalancedCountsError} unless in = inserted + updated + unchanged + skipped + quarantined. */
export function checkCounts(stage: string, counts: Counts): void {
  const values = [counts.in, counts.removed ?? 0, ...PARTS.map((part) => counts[part])];
  if (!values.every((value) => Number.isSafeInteger(value) && value >= 0)) {
    throw new UnbalancedCountsError(`${stage}: counts must be whole numbers of 0 or more`);
  }
  const out = PARTS.reduce((sum, part) => sum + counts[part], 0);
  if (counts.in !== out) {
    const parts = PARTS.map((part) => `${counts[part]} ${part}`).join(" + ");
    throw new UnbalancedCountsError(`${stage}: ${counts.in} went in, but ${parts} = ${out} came out`);
  }
}

/** The sums over several stages. */
export function sumCounts(all: readonly Counts[]): Required<Counts> {
  const sum = (part: keyof Counts): number => all.reduce((total, counts) => total + (counts[part] ?? 0), 0);
  return {
    in: sum("in"),
    inserted: sum("inserted"),
    updated: sum("updated"),
    unchanged: sum("unchanged"),
    skipped: sum("skipped"),
    quarantined: sum("quarantined"),
    removed: sum("removed"),
  };
}
