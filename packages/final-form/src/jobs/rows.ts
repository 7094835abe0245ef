import type { JsonObject, RowInput } from "@lorchestra/warehouse";
import type { Diagnostic } from "../diagnostic.ts";
import type { Measure } from "../measure.ts";
import type { MeasureScore } from "../measure-score.ts";
import type { FormScore } from "../score-form.ts";
import type { FormResponse } from "./read-form-response.ts";

/** What a scored submission's rows are made of. */
export interface ScoredSubmission {
  readonly canonicalKey: string;
  readonly response: FormResponse;
  readonly form: FormScore;
  /** Run id. */
  readonly correlationId: string;
  /** ISO 8601. */
  readonly now: string;
}

/** `<canonical idem_key>:<measure_id>`. Measure ids hold no colon, so no two measurements share a key. */
export function measurementKey(canonicalKey: string, measureId: string): string {
  return `${canonicalKey}:${measureId}`;
}

function diagnosticJson(diagnostic: Diagnostic): JsonObject {
  const { question_id, ...rest } = diagnostic;
  return question_id === undefined ? rest : { ...rest, question_id: question_id.toWellFormed() };
}

/** The row of measurement_events for one measure of a submission. */
export function measurementRow(scored: ScoredSubmission, score: MeasureScore): RowInput {
  const { canonicalKey, response, form, correlationId, now } = scored;
  const unmapped = form.unmapped.map(
    (question): Diagnostic => ({
      code: "unmapped_question",
      question_id: question,
    }),
  );
  return {
    idem_key: measurementKey(canonicalKey, score.measureId),
    canonical_idem_key: canonicalKey,
    measure_id: score.measureId,
    measure_version: score.measureVersion,
    binding_id: form.bindingId,
    binding_version: form.bindingVersion,
    form_id: form.formId,
    submission_id: response.responseId.toWellFormed(),
    subject_id: response.subjectId?.toWellFormed() ?? null,
    occurred_at: response.submittedAt,
    completeness: score.completeness,
    items_answered: score.itemsAnswered,
    items_total: score.itemsTotal,
    flags: score.flags.map((flag) => flag.flagId),
    diagnostics: [...score.diagnostics, ...unmapped].map(diagnosticJson),
    correlation_id: correlationId,
    processed_at: now,
    created_at: now,
  };
}

/** The rows of observations for one measure of a submission: its items by position, then its scales. */
export function observationRows(scored: ScoredSubmission, score: MeasureScore, measure: Measure): RowInput[] {
  const measurement = measurementKey(scored.canonicalKey, score.measureId);
  const loinc = new Map([...measure.items, ...measure.scales].map((part) => [part.id, part.loinc ?? null]));
  const row = (code: string, kind: "item" | "scale", rest: RowInput): RowInput => ({
    idem_key: `${measurement}:${code}`,
    measurement_idem_key: measurement,
    measure_id: score.measureId,
    code,
    kind,
    loinc: loinc.get(code) ?? null,
    ...rest,
    correlation_id: scored.correlationId,
    created_at: scored.now,
  });
  const items = score.items.map((item) =>
    row(item.itemId, "item", {
      value: item.score,
      unrounded: null,
      prorated: false,
      label: null,
      severity: null,
      raw_answer: item.rawAnswer?.toWellFormed() ?? null,
      position: item.position,
      missing_reason: item.missingReason,
    }),
  );
  const scales = score.scales.map((scale) =>
    row(scale.scaleId, "scale", {
      value: scale.value,
      unrounded: scale.unrounded,
      prorated: scale.prorated,
      label: scale.label,
      severity: scale.severity,
      raw_answer: null,
      position: null,
      missing_reason: scale.missingReason,
    }),
  );
  return [...items, ...scales];
}
