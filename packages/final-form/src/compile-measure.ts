import { MeasureError } from "./errors.ts";
import { lintMeasure } from "./lint-measure.ts";
import type { Item, Measure, Scale } from "./measure.ts";
import { type ResponseMap, responseMap } from "./response-map.ts";

/** A measure that was proved sound, with what scoring looks up made ready. */
export interface CompiledMeasure {
  readonly measure: Measure;
  /** By position. */
  readonly items: readonly CompiledItem[];
  readonly scales: readonly Scale[];
}

/** An item with its response map. */
export interface CompiledItem {
  readonly item: Item;
  readonly responses: ResponseMap;
}

const compiled = new WeakMap<Measure, CompiledMeasure>();

function compile(measure: Measure): CompiledMeasure {
  const problems = lintMeasure(measure);
  if (problems.length > 0) throw new MeasureError(`${measure.measure_id}@${measure.version}`, problems);
  // A copy: what was proved stays true, whatever becomes of the caller's object.
  const copy = structuredClone(measure);
  const maps = new Map(copy.response_sets.map((set) => [set.id, responseMap(set)]));
  const items = copy.items.flatMap((item) => {
    const responses = maps.get(item.response_set);
    return responses === undefined ? [] : [{ item, responses }];
  });
  return {
    measure: copy,
    items: items.sort((left, right) => left.item.position - right.item.position),
    scales: copy.scales,
  };
}

/**
 * Proves a measure sound, once per object, and readies it for scoring.
 *
 * @throws MeasureError when `lintMeasure` finds a problem: no score ever comes from an unsound key.
 */
export function compileMeasure(measure: Measure): CompiledMeasure {
  const known = compiled.get(measure);
  if (known !== undefined) return known;
  const fresh = compile(measure);
  compiled.set(measure, fresh);
  return fresh;
}
