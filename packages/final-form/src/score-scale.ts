import type { Band, Measure, Scale } from "./measure.ts";
import type { ItemScore, ScaleScore } from "./measure-score.ts";

/** `numerator / denominator` rounded half up, in whole numbers throughout: no quotient is ever a float. */
export function roundHalfUp(numerator: number, denominator: number): number {
  const doubled = 2 * numerator + denominator;
  const divisor = 2 * denominator;
  const remainder = ((doubled % divisor) + divisor) % divisor;
  return (doubled - remainder) / divisor;
}

/** Whether something was answered, but not so that it can be read. */
function isUnusable(item: ItemScore): boolean {
  return (
    item.missingReason !== null && item.missingReason !== "not_answered" && item.missingReason !== "not_asked"
  );
}

type Total = Pick<ScaleScore, "value" | "unrounded" | "prorated" | "missingReason">;

const without = (missingReason: ScaleScore["missingReason"]): Total => ({
  value: null,
  unrounded: null,
  prorated: false,
  missingReason,
});

/** The sum of the items times the multiplier; with missing items the mean of the others stands in for them. */
function total(scale: Scale, items: readonly ItemScore[]): Total {
  if (items.some(isUnusable)) return without("unusable_answer");
  const scores = items.flatMap((item) => (item.score === null ? [] : [item.score]));
  const missing = items.length - scores.length;
  if (missing > scale.missing_allowed || scores.length === 0) return without("too_many_missing");
  const sum = scores.reduce((left, right) => left + right, 0) * scale.multiplier;
  if (missing === 0) return { value: sum, unrounded: null, prorated: false, missingReason: null };
  const numerator = sum * items.length;
  return {
    value: roundHalfUp(numerator, scores.length),
    unrounded: numerator / scores.length,
    prorated: true,
    missingReason: null,
  };
}

function bandOf(bands: readonly Band[], value: number | null): Band | undefined {
  return value === null ? undefined : bands.find((band) => band.min <= value && value <= band.max);
}

/**
 * Scores one scale from its items' scores. An item that was answered unusably leaves the scale without a value, also
 * within the allowance: only what was not answered is missing, and only what is missing is prorated.
 */
export function scoreScale(measure: Measure, scale: Scale, items: readonly ItemScore[]): ScaleScore {
  const scored = total(scale, items);
  const band = bandOf(scale.bands, scored.value);
  return {
    measureId: measure.measure_id,
    measureVersion: measure.version,
    scaleId: scale.id,
    ...scored,
    itemsAnswered: items.filter((item) => item.score !== null).length,
    itemsTotal: items.length,
    label: band?.label ?? null,
    severity: band?.severity ?? null,
    items,
  };
}
