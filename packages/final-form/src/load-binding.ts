import type { Binding } from "./binding.ts";
import { checkSchema } from "./check-schema.ts";
import { BindingError } from "./errors.ts";
import { lintBinding } from "./lint-binding.ts";
import type { Measure } from "./measure.ts";
import { measures as shipped } from "./measures/index.ts";
import schema from "./schemas/binding.schema.json" with { type: "json" };

/**
 * Makes a binding of a parsed JSON document: checked against the schema of bindings, then proved by `lintBinding`.
 *
 * @param options.name what messages call it, for example its file.
 * @param options.measures where its measures are looked up; those of this package unless given.
 * @throws BindingError with every problem found.
 */
export async function loadBinding(
  document: unknown,
  options: { readonly name?: string; readonly measures?: readonly Measure[] } = {},
): Promise<Binding> {
  const { name = "that was given", measures = shipped } = options;
  const checked = await checkSchema<Binding>(schema, document);
  const problems = checked.ok ? lintBinding(checked.document, measures) : checked.problems;
  if (checked.ok && problems.length === 0) return checked.document;
  throw new BindingError(`The binding ${name} cannot be used:`, problems);
}
