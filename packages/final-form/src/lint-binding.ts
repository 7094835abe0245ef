import type { Binding, BindingSection, ItemBinding } from "./binding.ts";
import type { Problem } from "./errors.ts";
import { findMeasure } from "./find-measure.ts";
import type { Measure } from "./measure.ts";
import { measures as shipped } from "./measures/index.ts";
import { parseVersion } from "./version.ts";

function repeated<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function lintPlace(path: string, { item_id, by, value }: ItemBinding): Problem[] {
  const right =
    by === "field_key"
      ? typeof value === "string" && value !== ""
      : by === "position" && typeof value === "number" && Number.isSafeInteger(value) && value >= 1;
  if (right) return [];
  const message = `${item_id} needs by "field_key" with a question id, or by "position" with a whole number from 1.`;
  return [{ code: "place_wrong", path: `${path}.${item_id}`, message }];
}

/** Every item bound once or left out on purpose, and nothing else. */
function lintItems(path: string, section: BindingSection, measure: Measure): Problem[] {
  const bound = section.bindings.map((binding) => binding.item_id);
  const omitted = section.omitted ?? [];
  const own = new Set(measure.items.map((item) => item.id));
  const problems = (code: string, ids: readonly string[], message: (id: string) => string): Problem[] =>
    ids.map((id) => ({ code, path, message: message(id) }));
  return [
    ...problems(
      "item_unknown",
      [...bound, ...omitted].filter((id) => !own.has(id)),
      (id) => `${measure.measure_id}@${measure.version} has no item ${id}.`,
    ),
    ...problems("item_repeated", repeated([...bound, ...omitted]), (id) => `The item ${id} is named twice.`),
    ...problems(
      "item_unbound",
      [...own].filter((id) => !bound.includes(id) && !omitted.includes(id)),
      (id) => `The item ${id} has no question: bind it, or name it under "omitted".`,
    ),
  ];
}

function lintSection(section: BindingSection, measures: readonly Measure[]): Problem[] {
  const path = `sections.${section.measure_id}`;
  const measure = findMeasure(measures, section.measure_id, section.measure_version);
  const questions = section.bindings.map(({ by, value }) => `${by} ${value}`);
  return [
    ...section.bindings.flatMap((binding) => lintPlace(path, binding)),
    ...repeated(questions).map((question) => ({
      code: "question_repeated",
      path,
      message: `Two items have the same question: ${question}.`,
    })),
    ...(measure === undefined
      ? [
          {
            code: "measure_unknown",
            path,
            message: `There is no measure ${section.measure_id}@${section.measure_version}. There are: ${measures
              .map((known) => `${known.measure_id}@${known.version}`)
              .join(", ")}.`,
          },
        ]
      : lintItems(path, section, measure)),
  ];
}

/**
 * Proves that a binding names every item of its measures exactly once or says which are left out on purpose, and
 * names nothing that the measures do not have. No problems: an empty list.
 */
export function lintBinding(binding: Binding, measures: readonly Measure[] = shipped): Problem[] {
  return [
    ...(parseVersion(binding.version) === undefined
      ? [{ code: "version_malformed", path: "version", message: "A version is three numbers: 1.0.0." }]
      : []),
    ...(binding.sections.length === 0
      ? [{ code: "sections_none", path: "sections", message: "It binds no measure." }]
      : []),
    ...repeated(binding.sections.map((section) => section.measure_id)).map((id) => ({
      code: "measure_repeated",
      path: "sections",
      message: `The measure ${id} has two sections; a submission has one score per measure.`,
    })),
    ...binding.sections.flatMap((section) => lintSection(section, measures)),
  ];
}
