import type { Problem } from "./errors.ts";
import type { Band } from "./measure.ts";

/**
 * Proves that bands cover the whole numbers of a range exactly once: in order, from its least to its greatest, each
 * beginning where the one before ended. A prorated score is a rounded mean of its items times their number, so it lies
 * in the same range.
 */
export function lintBands(
  path: string,
  bands: readonly Band[],
  range: { readonly min: number; readonly max: number },
): Problem[] {
  const problems: Problem[] = [];
  const problem = (code: string, message: string) => problems.push({ code, path: `${path}.bands`, message });
  let next = range.min;
  for (const band of bands) {
    const name = `${band.label} (${band.min}-${band.max})`;
    if (!Number.isSafeInteger(band.min) || !Number.isSafeInteger(band.max))
      problem("band_not_whole", `${name} needs whole numbers.`);
    else if (band.min > band.max) problem("band_empty", `${name} holds no score.`);
    if (band.min > next) problem("band_gap", `Scores from ${next} to ${band.min - 1} have no band.`);
    if (band.min < next)
      problem(
        next === range.min ? "band_outside" : "band_overlap",
        `${name} should begin at ${next}: below are other bands' scores or none that the items give.`,
      );
    next = band.max + 1;
  }
  if (next <= range.max) problem("band_gap", `Scores from ${next} to ${range.max} have no band.`);
  if (next > range.max + 1) problem("band_outside", `The items give no score above ${range.max}.`);
  return problems;
}
