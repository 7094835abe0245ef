import { createHash } from "node:crypto";
import type { JobContext } from "@lorchestra/jobs";
import type { Binding, BindingSection } from "../binding.ts";
import { BindingError } from "../errors.ts";
import { findMeasure } from "../find-measure.ts";
import type { Measure } from "../measure.ts";
import type { FinalFormConfig } from "./config.ts";
import { findBinding } from "./find-binding.ts";
import { projectMeasures } from "./project-measures.ts";

/** Raise it when the same answers give other rows than before: everything is then scored again. */
const rowsVersion = 1;

/** What a job scores, and how outcomes tell it from any other way to score. */
export interface LoadedForm {
  readonly binding: Binding;
  readonly measures: readonly Measure[];
  /** Measure ids to score, in the binding's order. */
  readonly instruments: readonly string[];
  /** `binding@version`, the measures with theirs, and a hash of all that decides a score. */
  readonly processor: string;
}

function chosenSections(
  binding: Binding,
  instruments: readonly string[] | undefined,
): readonly BindingSection[] {
  if (instruments === undefined) return binding.sections;
  const bound = new Set(binding.sections.map((section) => section.measure_id));
  const unbound = instruments.filter((id) => !bound.has(id));
  if (unbound.length > 0)
    throw new BindingError(
      `The binding ${binding.binding_id}@${binding.version} has no section for ${unbound.join(", ")}. It has: ${[...bound].join(", ")}.`,
    );
  return binding.sections.filter((section) => instruments.includes(section.measure_id));
}

function processorOf(
  binding: Binding,
  sections: readonly BindingSection[],
  measures: readonly Measure[],
): string {
  const used = sections.map((section) => findMeasure(measures, section.measure_id, section.measure_version));
  const names = sections.map((section) => `${section.measure_id}@${section.measure_version}`);
  const hash = createHash("sha256").update(JSON.stringify([rowsVersion, binding, names, used]));
  return `${binding.binding_id}@${binding.version}+${names.join(",")}#${hash.digest("hex").slice(0, 32)}`;
}

/**
 * Reads the binding and the measures of a job.
 *
 * @throws BindingError or MeasureError
 */
export async function loadForm({
  project,
  config: { form },
}: Pick<JobContext<FinalFormConfig>, "project" | "config">): Promise<LoadedForm> {
  const measures = await projectMeasures(project.path("measures"));
  const request = { formId: form.form_id, version: form.binding_version };
  const binding = await findBinding(project.path("bindings"), request, measures);
  const sections = chosenSections(binding, form.instruments);
  return {
    binding,
    measures,
    instruments: sections.map((section) => section.measure_id),
    processor: processorOf(binding, sections, measures),
  };
}
