import type { Problem } from "./errors.ts";
import { lintBands } from "./lint-bands.ts";
import type { Item, Measure, ResponseSet, Scale } from "./measure.ts";
import { normalizeText, wholeNumber } from "./normalize-text.ts";
import { type ResponseMap, responseMap } from "./response-map.ts";

const code = /^[a-z][a-z0-9_]*$/u;

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function lintIds(path: string, ids: readonly string[]): Problem[] {
  return [
    ...repeated(ids).map((id) => ({ code: "id_repeated", path, message: `The id ${id} is used twice.` })),
    ...ids
      .filter((id) => !code.test(id))
      .map((id) => ({ code: "id_malformed", path, message: `${id} is no id: a-z, 0-9 and _ only.` })),
  ];
}

/** Every text must lead to one value, and numeric text to its own number. */
function lintResponseSet(set: ResponseSet): Problem[] {
  const path = `response_sets.${set.id}`;
  const problem = (reason: string, message: string): Problem => ({ code: reason, path, message });
  const values = set.options.map((option) => option.value);
  const forms = set.options.flatMap(({ value, text, aliases = [] }) =>
    [text, ...aliases].map((form) => ({ value, form, normalized: normalizeText(form) ?? "" })),
  );
  return [
    ...(values.length < 2 ? [problem("options_few", "It needs at least two options.")] : []),
    ...values
      .filter((value) => !Number.isSafeInteger(value))
      .map((value) => problem("value_not_whole", `The value ${value} is no whole number.`)),
    ...repeated(values.map(String)).map((value) =>
      problem("value_repeated", `Two options have the value ${value}: make one text an alias of the other.`),
    ),
    ...repeated(forms.map((form) => form.normalized)).map((text) =>
      problem("text_repeated", `Two texts read the same once normalized: "${text}".`),
    ),
    ...forms.flatMap(({ value, form, normalized }) => {
      if (normalized === "") return [problem("text_blank", "A text is blank or too long.")];
      const number = wholeNumber(normalized);
      return number === null || number === value
        ? []
        : [problem("text_misleads", `The text "${form}" is a number, but its value is ${value}.`)];
    }),
  ];
}

function lintItems(measure: Measure, maps: ReadonlyMap<string, ResponseMap>): Problem[] {
  const positions = measure.items.map((item) => item.position).sort((left, right) => left - right);
  const inScales = new Set(measure.scales.flatMap((scale) => scale.items));
  const path = (item: Item) => `items.${item.id}`;
  return [
    ...(positions.every((position, index) => position === index + 1)
      ? []
      : [{ code: "positions_broken", path: "items", message: "Positions must run from 1 without a gap." }]),
    ...measure.items
      .filter((item) => !maps.has(item.response_set))
      .map((item) => ({
        code: "response_set_unknown",
        path: path(item),
        message: `There is no response set ${item.response_set}.`,
      })),
    ...measure.items
      .filter((item) => !inScales.has(item.id))
      .map((item) => ({ code: "item_unscored", path: path(item), message: "No scale uses the item." })),
  ];
}

function lintScale(
  scale: Scale,
  items: ReadonlyMap<string, Item>,
  maps: ReadonlyMap<string, ResponseMap>,
): Problem[] {
  const path = `scales.${scale.id}`;
  const problem = (reason: string, message: string): Problem => ({ code: reason, path, message });
  const problems = [
    ...repeated(scale.items).map((id) => problem("item_repeated", `The item ${id} counts twice.`)),
    ...scale.items
      .filter((id) => !items.has(id))
      .map((id) => problem("item_unknown", `There is no item ${id}.`)),
    ...(Number.isSafeInteger(scale.multiplier) && scale.multiplier >= 1
      ? []
      : [problem("multiplier_wrong", "The multiplier must be 1 or more and whole.")]),
    ...(Number.isSafeInteger(scale.missing_allowed) && scale.missing_allowed >= 0
      ? []
      : [problem("missing_allowed_wrong", "missing_allowed must be 0 or more and whole.")]),
    ...(scale.missing_allowed < scale.items.length
      ? []
      : [problem("missing_allowed_wrong", "missing_allowed must leave at least one item to be answered.")]),
  ];
  const ranges = scale.items.flatMap((id) => maps.get(items.get(id)?.response_set ?? "") ?? []);
  // Bands say nothing about a scale whose items are not known.
  if (problems.length > 0 || ranges.length !== scale.items.length) return problems;
  const uniform = ranges.every(({ min, max }) => min === ranges[0]?.min && max === ranges[0]?.max);
  if (scale.missing_allowed > 0 && !uniform)
    problems.push(
      problem(
        "proration_unsound",
        "Items of different ranges cannot stand in for one another: allow none missing.",
      ),
    );
  const sum = (pick: (map: ResponseMap) => number) => ranges.reduce((left, map) => left + pick(map), 0);
  return [
    ...problems,
    ...lintBands(path, scale.bands, {
      min: sum((map) => map.min) * scale.multiplier,
      max: sum((map) => map.max) * scale.multiplier,
    }),
  ];
}

function lintFlags(
  measure: Measure,
  items: ReadonlyMap<string, Item>,
  maps: ReadonlyMap<string, ResponseMap>,
): Problem[] {
  return measure.flags.flatMap((flag) => {
    const path = `flags.${flag.id}`;
    const map = maps.get(items.get(flag.item)?.response_set ?? "");
    if (map === undefined) return [{ code: "item_unknown", path, message: `There is no item ${flag.item}.` }];
    return flag.above >= map.min && flag.above < map.max
      ? []
      : [{ code: "flag_pointless", path, message: `Above ${flag.above} is never or always true.` }];
  });
}

/**
 * Proves that a measure can be scored with: ids, items and response texts are unambiguous, proration stays in range,
 * and the bands of every scale cover every score that its items can give - computed from them, prorated scores
 * included - exactly once. No problems: an empty list.
 */
export function lintMeasure(measure: Measure): Problem[] {
  const maps = new Map(measure.response_sets.map((set) => [set.id, responseMap(set)]));
  const items = new Map(measure.items.map((item) => [item.id, item]));
  return [
    ...lintIds("measure_id", [measure.measure_id]),
    ...lintIds(
      "response_sets",
      measure.response_sets.map((set) => set.id),
    ),
    ...lintIds(
      "items and scales",
      [...measure.items, ...measure.scales].map((part) => part.id),
    ),
    ...lintIds(
      "flags",
      measure.flags.map((flag) => flag.id),
    ),
    ...measure.response_sets.flatMap(lintResponseSet),
    ...lintItems(measure, maps),
    ...measure.scales.flatMap((scale) => lintScale(scale, items, maps)),
    ...lintFlags(measure, items, maps),
  ];
}
