import type { JobContext } from "@lorchestra/jobs";
import type { DueInput, Outcome, RowInput } from "@lorchestra/warehouse";
import { isOfForm } from "../binding.ts";
import { findMeasure } from "../find-measure.ts";
import { scoreForm } from "../score-form.ts";
import type { FinalFormConfig } from "./config.ts";
import type { LoadedForm } from "./load-form.ts";
import { formIdOf, readFormResponse } from "./read-form-response.ts";
import { type Kept, removeStale } from "./remove-stale.ts";
import { measurementRow, observationRows, type ScoredSubmission } from "./rows.ts";
import type { Tally } from "./tally.ts";

/** What became of one due canonical object. */
interface Judged {
  readonly outcome: Outcome;
  readonly kept: Kept;
  readonly measurements: readonly RowInput[];
  readonly observations: readonly RowInput[];
}

/** Whether a canonical object is a response to another form than this. One that names none may be anyone's. */
export function isOfAnotherForm({ binding }: LoadedForm, input: DueInput): boolean {
  const formId = formIdOf(input.row.payload);
  return formId !== undefined && !isOfForm(binding, formId);
}

const keys = (rows: readonly RowInput[]): ReadonlySet<string> =>
  new Set(rows.map((row) => String(row.idem_key)));

function without(
  input: DueInput,
  outcome: "skipped" | "quarantined",
  reasonCode: string,
  ofForm?: string,
): Judged {
  const { key, hash, attempts } = input;
  return {
    outcome: { key, hash, attempts, outcome, reasonCode },
    kept: {
      canonicalKey: key,
      measurements: new Set(),
      observations: new Set(),
      ...(ofForm === undefined ? {} : { ofForm }),
    },
    measurements: [],
    observations: [],
  };
}

function judge(
  context: JobContext<FinalFormConfig>,
  form: LoadedForm,
  input: DueInput,
  tally: Tally,
): Judged {
  const { binding, instruments } = form;
  if (isOfAnotherForm(form, input)) return without(input, "skipped", "other_form", binding.form_id);
  if (input.deleted) {
    tally.skipped(instruments.length);
    return without(input, "skipped", "source_deleted");
  }
  const response = readFormResponse(input.row.payload);
  if ("unreadable" in response) {
    tally.quarantined(instruments.length);
    return without(input, "quarantined", response.unreadable);
  }
  const scored: ScoredSubmission = {
    canonicalKey: input.key,
    response,
    form: scoreForm(binding, response.submission, form.measures),
    correlationId: context.runId,
    now: context.now().toISOString(),
  };
  const measurements: RowInput[] = [];
  const observations: RowInput[] = [];
  for (const { measureId, measureVersion, score } of scored.form.sections) {
    const measure = findMeasure(form.measures, measureId, measureVersion);
    if (!instruments.includes(measureId) || score === null || measure === undefined) continue;
    measurements.push(measurementRow(scored, score));
    observations.push(...observationRows(scored, score, measure));
    tally.diagnosed(input.key, binding.form_id, measureId, score.diagnostics);
  }
  return {
    outcome: { key: input.key, hash: input.hash, attempts: input.attempts, outcome: "ok" },
    kept: { canonicalKey: input.key, measurements: keys(measurements), observations: keys(observations) },
    measurements,
    observations,
  };
}

/**
 * Scores some due canonical objects and writes what came of them: measurements, observations, away with what no longer
 * arises, and last the outcomes. Killed in between, it does the same again.
 */
export async function scoreBatch(
  context: JobContext<FinalFormConfig>,
  form: LoadedForm,
  inputs: readonly DueInput[],
  tally: Tally,
): Promise<void> {
  const { warehouse, outcomes, signal } = context;
  const judged = inputs.map((input) => judge(context, form, input, tally));
  const measurements = judged.flatMap((each) => each.measurements);
  if (measurements.length > 0) {
    tally.merged(await warehouse.merge("measurement_events", measurements, { signal }));
    await warehouse.merge(
      "observations",
      judged.flatMap((each) => each.observations),
      { signal },
    );
  }
  tally.removed(
    await removeStale(
      warehouse,
      judged.map((each) => each.kept),
    ),
  );
  await outcomes.record(
    { stage: "final_form", output: form.binding.form_id, processor: form.processor },
    judged.map((each) => each.outcome),
  );
}
