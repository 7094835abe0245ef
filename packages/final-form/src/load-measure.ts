import { checkSchema } from "./check-schema.ts";
import { MeasureError } from "./errors.ts";
import { lintMeasure } from "./lint-measure.ts";
import type { Measure } from "./measure.ts";
import schema from "./schemas/measure.schema.json" with { type: "json" };

/**
 * Makes a measure of a parsed JSON document: checked against the schema of measures, then proved by `lintMeasure`.
 *
 * @param name what messages call it, for example its file.
 * @throws MeasureError with every problem found.
 */
export async function loadMeasure(document: unknown, name = "that was given"): Promise<Measure> {
  const checked = await checkSchema<Measure>(schema, document);
  if (!checked.ok) throw new MeasureError(name, checked.problems);
  const problems = lintMeasure(checked.document);
  if (problems.length > 0) throw new MeasureError(name, problems);
  return checked.document;
}
