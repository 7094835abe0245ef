import { MeasureError } from "../errors.ts";
import { findMeasure } from "../find-measure.ts";
import { loadMeasure } from "../load-measure.ts";
import type { Measure } from "../measure.ts";
import { measures as shipped } from "../measures/index.ts";
import { readJsonFiles } from "./read-json-files.ts";

/**
 * The shipped measures and those in a project's folder `measures`, each proved sound.
 *
 * @throws MeasureError for an unsound one, or one with the id and version of another.
 */
export async function projectMeasures(folder: string | undefined): Promise<readonly Measure[]> {
  const all: Measure[] = [...shipped];
  if (folder === undefined) return all;
  for (const { path, document } of await readJsonFiles(folder)) {
    const measure = await loadMeasure(document, path);
    if (findMeasure(all, measure.measure_id, measure.version) !== undefined)
      throw new MeasureError(path, [
        {
          code: "measure_repeated",
          path: "version",
          message: `There is a measure ${measure.measure_id}@${measure.version} already. Give it another version.`,
        },
      ]);
    all.push(measure);
  }
  return all;
}
