import type { Measure } from "./measure.ts";

/** The measure of this id and exactly this version. */
export function findMeasure(
  measures: readonly Measure[],
  measureId: string,
  version: string,
): Measure | undefined {
  return measures.find((measure) => measure.measure_id === measureId && measure.version === version);
}
