export { type Binding, type BindingSection, type ItemBinding, isOfForm } from "./binding.ts";
export type { Diagnostic } from "./diagnostic.ts";
export { BindingError, FinalFormError, MeasureError, type Problem, SubmissionError } from "./errors.ts";
export { lintBinding } from "./lint-binding.ts";
export { lintMeasure } from "./lint-measure.ts";
export { loadBinding } from "./load-binding.ts";
export { loadMeasure } from "./load-measure.ts";
export type {
  Band,
  FlagRule,
  Item,
  Licence,
  Measure,
  Provenance,
  ResponseOption,
  ResponseSet,
  Scale,
} from "./measure.ts";
export type { Flag, ItemScore, MeasureScore, ScaleScore } from "./measure-score.ts";
export { gad7, measures, phq9 } from "./measures/index.ts";
export { normalizeText } from "./normalize-text.ts";
export type { MissingReason, UnusableReason } from "./read-answer.ts";
export { type Answer, type Answers, score } from "./score.ts";
export { type FormScore, type SectionScore, scoreForm } from "./score-form.ts";
export type { Submission, SubmittedAnswer } from "./submission.ts";
