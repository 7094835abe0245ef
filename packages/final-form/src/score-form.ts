import { type Binding, type BindingSection, isOfForm } from "./binding.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { BindingError, SubmissionError } from "./errors.ts";
import { findMeasure } from "./find-measure.ts";
import { lintBinding } from "./lint-binding.ts";
import type { Measure } from "./measure.ts";
import type { MeasureScore } from "./measure-score.ts";
import { measures as shipped } from "./measures/index.ts";
import { type PlacedAnswers, placeAnswers } from "./place-answers.ts";
import { type GivenAnswer, scoreWith } from "./score.ts";
import type { Submission } from "./submission.ts";

/** One section of a scored form: a measure's score, or null when there is no such measure. */
export interface SectionScore {
  readonly measureId: string;
  readonly measureVersion: string;
  readonly score: MeasureScore | null;
}

/** A submission scored with a binding. */
export interface FormScore {
  /** The binding's form id. */
  readonly formId: string;
  readonly bindingId: string;
  readonly bindingVersion: string;
  /** In the binding's order. */
  readonly sections: readonly SectionScore[];
  /** Ids of answered questions that the binding does not use. */
  readonly unmapped: readonly string[];
  /** Those of the sections, then the unmapped questions; each names the form. */
  readonly diagnostics: readonly Diagnostic[];
}

function scoreSection(
  section: BindingSection,
  placed: PlacedAnswers,
  measures: readonly Measure[],
): SectionScore {
  const { measure_id: measureId, measure_version: measureVersion } = section;
  const measure = findMeasure(measures, measureId, measureVersion);
  if (measure === undefined) return { measureId, measureVersion, score: null };
  const places = new Map(section.bindings.map((binding) => [binding.item_id, binding]));
  const answerOf = (itemId: string): GivenAnswer => {
    const place = places.get(itemId);
    return place === undefined ? { withoutAnswer: "not_asked" } : placed.find(place);
  };
  return { measureId, measureVersion, score: scoreWith(measure, answerOf) };
}

/** A section's diagnostics with the names of its form and measure. */
function sectionDiagnostics(formId: string, section: SectionScore): Diagnostic[] {
  const where = { form_id: formId, measure_id: section.measureId };
  if (section.score === null) return [{ code: "measure_unknown", ...where }];
  return section.score.diagnostics.map((diagnostic) => ({ ...diagnostic, ...where }));
}

/**
 * Scores every measure that a form holds. A bad answer spoils only the scales that use it, an unknown measure only its
 * own section.
 *
 * @param measures where the binding's measures are looked up; those of this package unless given.
 * @throws SubmissionError (`form_mismatch`) when the submission is one of another form.
 * @throws BindingError when `lintBinding` finds a problem other than an unknown measure.
 * @throws MeasureError when a measure of your own is unsound.
 */
export function scoreForm(
  binding: Binding,
  submission: Submission,
  measures: readonly Measure[] = shipped,
): FormScore {
  const problems = lintBinding(binding, measures).filter(({ code }) => code !== "measure_unknown");
  if (problems.length > 0)
    throw new BindingError(`The binding ${binding.binding_id} cannot be used:`, problems);
  if (!isOfForm(binding, submission.form_id))
    throw new SubmissionError(
      "form_mismatch",
      `The submission is not one of the form ${binding.form_id}. Add its form id to source_form_ids of the binding ${binding.binding_id} if it should be.`,
    );
  const placed = placeAnswers(submission);
  const sections = binding.sections.map((section) => scoreSection(section, placed, measures));
  const unmapped = placed.unmapped(binding.sections.flatMap((section) => section.bindings));
  return {
    formId: binding.form_id,
    bindingId: binding.binding_id,
    bindingVersion: binding.version,
    sections,
    unmapped,
    diagnostics: [
      ...sections.flatMap((section) => sectionDiagnostics(binding.form_id, section)),
      ...unmapped.map(
        (question): Diagnostic => ({
          code: "unmapped_question",
          form_id: binding.form_id,
          question_id: question,
        }),
      ),
    ],
  };
}
