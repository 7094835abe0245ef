import type { ResponseSet } from "./measure.ts";
import { normalizeText } from "./normalize-text.ts";

/** A response set ready for look-ups. Maps, so that an answer like `constructor` finds nothing. */
export interface ResponseMap {
  /** Normalized text or alias -> value. */
  readonly byText: ReadonlyMap<string, number>;
  readonly values: ReadonlySet<number>;
  readonly min: number;
  readonly max: number;
}

/** The response map of a set whose texts are unambiguous (see `lintMeasure`). */
export function responseMap(set: ResponseSet): ResponseMap {
  const byText = new Map<string, number>();
  for (const { value, text, aliases = [] } of set.options)
    for (const form of [text, ...aliases]) {
      const normalized = normalizeText(form);
      if (normalized !== null) byText.set(normalized, value);
    }
  const values = set.options.map((option) => option.value);
  return { byText, values: new Set(values), min: Math.min(...values), max: Math.max(...values) };
}
