import type { JobContext, JobType } from "@lorchestra/jobs";
import type { DueInput, DueRequest } from "@lorchestra/warehouse";
import { FinalFormError } from "../errors.ts";
import { checkTogether, configSchema, type FinalFormConfig } from "./config.ts";
import { type LoadedForm, loadForm } from "./load-form.ts";
import { removeStale } from "./remove-stale.ts";
import { isOfAnotherForm, scoreBatch } from "./score-batch.ts";
import { Tally } from "./tally.ts";

/** Canonical objects a commit. */
const batchSize = 100;

/** Due inputs in batches, until so many of them are submissions of the form. */
async function* batches(
  inputs: AsyncIterable<DueInput>,
  form: LoadedForm,
  limit: number,
): AsyncGenerator<readonly DueInput[]> {
  let batch: DueInput[] = [];
  let own = 0;
  for await (const input of inputs) {
    batch.push(input);
    if (!isOfAnotherForm(form, input)) own += 1;
    if (own >= limit) break;
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Removes the measurements of canonical objects that are no longer there. */
async function removeGone(
  context: JobContext<FinalFormConfig>,
  due: DueRequest,
  tally: Tally,
): Promise<void> {
  for await (const keys of context.outcomes.gone(due)) {
    context.signal.throwIfAborted();
    const none = { measurements: new Set<string>(), observations: new Set<string>() };
    tally.removed(
      await removeStale(
        context.warehouse,
        keys.map((canonicalKey) => ({ canonicalKey, ...none })),
      ),
    );
    await context.outcomes.forget(due, keys);
  }
}

async function form(context: JobContext<FinalFormConfig>) {
  const { config, outcomes, parameters, signal } = context;
  const loaded = await loadForm(context);
  const { canonical_schema, connection_name } = config.source;
  const due: DueRequest = {
    stage: "final_form",
    output: loaded.binding.form_id,
    processor: loaded.processor,
    input: {
      table: "canonical_objects",
      where: { canonical_schema, ...(connection_name === undefined ? {} : { connection_name }) },
    },
  };
  const tally = new Tally(context.logger);
  await removeGone(context, due, tally);
  const limit = parameters.limit ?? config.options.limit ?? Number.POSITIVE_INFINITY;
  let current = 0;
  for await (const batch of batches(outcomes.due(due), loaded, limit)) {
    signal.throwIfAborted();
    await scoreBatch(context, loaded, batch, tally);
    current += batch.length;
    context.progress({ current, item: loaded.binding.form_id });
  }
  return tally.result();
}

/** Job type `final_form`: scores canonical form responses into measurement_events and observations. */
export const finalForm: JobType<FinalFormConfig> = {
  name: "final_form",
  description: "Scores the questionnaires in form responses: measurements with bands, flags and diagnostics.",
  configSchema,
  validateTogether: checkTogether,
  async validate(context) {
    try {
      await loadForm(context);
      return [];
    } catch (error) {
      if (!(error instanceof FinalFormError)) throw error;
      return [{ job: context.jobId, host: "source", message: error.message }];
    }
  },
  async execute(context) {
    const { connection_name } = context.config.source;
    const subject = {
      objectType: "form_response",
      ...(connection_name === undefined ? {} : { connectionName: connection_name }),
    };
    await context.stage("formation", subject, () => form(context));
    return undefined;
  },
};
