import { type CompiledItem, compileMeasure } from "./compile-measure.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Measure } from "./measure.ts";
import type { Flag, ItemScore, MeasureScore } from "./measure-score.ts";
import { type MissingReason, rawAnswerText, readAnswer } from "./read-answer.ts";
import { scoreScale } from "./score-scale.ts";

/** An answer: option text, its number, a list of one of these, or nothing. Whatever else arrives is a diagnostic. */
export type Answer = string | number | readonly (string | number)[] | null | undefined;

/** Answers by item id. An item that is not named is not answered. */
export type Answers = { readonly [itemId: string]: Answer } | ReadonlyMap<string, Answer>;

/** What there is for one item: an answer as given, or why there is none. `questionId` goes into diagnostics. */
export interface GivenAnswer {
  readonly given?: unknown;
  readonly withoutAnswer?: MissingReason;
  readonly questionId?: string;
}

function scoreItem({ item, responses }: CompiledItem, answer: GivenAnswer): ItemScore {
  const read =
    answer.withoutAnswer === undefined
      ? readAnswer(answer.given, responses)
      : { value: null, reason: answer.withoutAnswer };
  const { value } = read;
  return {
    itemId: item.id,
    position: item.position,
    value,
    score: value !== null && item.reversed ? responses.min + responses.max - value : value,
    missingReason: read.value === null ? read.reason : null,
    rawAnswer: rawAnswerText(answer.given),
  };
}

function itemDiagnostic(score: ItemScore, { given, questionId }: GivenAnswer): Diagnostic[] {
  if (score.missingReason === null) return [];
  const wrongText = score.missingReason === "unknown_answer" || score.missingReason === "out_of_range";
  const unread = wrongText ? score.rawAnswer : null;
  return [
    {
      code: score.missingReason,
      item_id: score.itemId,
      ...(questionId === undefined ? {} : { question_id: questionId }),
      ...(unread === null ? {} : { text_length: unread.length }),
      ...(score.missingReason === "several_answers" && Array.isArray(given)
        ? { answer_count: given.length }
        : {}),
    },
  ];
}

/** Raised flags, and diagnostics for those that nobody can decide. */
function decideFlags(
  measure: Measure,
  items: ReadonlyMap<string, ItemScore>,
): { readonly flags: Flag[]; readonly undecided: Diagnostic[] } {
  const flags: Flag[] = [];
  const undecided: Diagnostic[] = [];
  for (const rule of measure.flags) {
    const score = items.get(rule.item)?.score ?? null;
    if (score === null) undecided.push({ code: "flag_undecided", item_id: rule.item, flag_id: rule.id });
    else if (score > rule.above) flags.push({ flagId: rule.id, itemId: rule.item });
  }
  return { flags, undecided };
}

/** Scores a measure with answers found by `answerOf`; `extra` diagnostics come last. */
export function scoreWith(
  source: Measure,
  answerOf: (itemId: string) => GivenAnswer,
  extra: readonly Diagnostic[] = [],
): MeasureScore {
  const { measure, items: compiledItems, scales } = compileMeasure(source);
  const answered = compiledItems.map((compiled) => {
    const answer = answerOf(compiled.item.id);
    return { answer, score: scoreItem(compiled, answer) };
  });
  const items = answered.map(({ score }) => score);
  const byId = new Map(items.map((item) => [item.itemId, item]));
  const { flags, undecided } = decideFlags(measure, byId);
  const itemsAnswered = items.filter((item) => item.value !== null).length;
  return {
    measureId: measure.measure_id,
    measureVersion: measure.version,
    items,
    scales: scales.map((scale) => {
      const own = scale.items.flatMap((id) => byId.get(id) ?? []);
      return scoreScale(measure, scale, own);
    }),
    flags,
    itemsAnswered,
    itemsTotal: items.length,
    completeness: itemsAnswered / items.length,
    diagnostics: [
      ...answered.flatMap(({ score, answer }) => itemDiagnostic(score, answer)),
      ...undecided,
      ...extra,
    ],
  };
}

/**
 * Scores one measure.
 *
 * Every item, every scale and every flag of the measure is in the result. An answer that cannot be read leaves its item
 * and the scales that use it without a value, each with a reason; the rest is scored as usual.
 *
 * @throws MeasureError when the measure itself is unsound (a measure of your own; the shipped ones are not).
 * @example
 * import { phq9, score } from "@lorchestra/final-form";
 * const { scales, flags } = score(phq9, { phq9_1: "Several days", phq9_2: 2 });
 */
export function score(measure: Measure, answers: Answers): MeasureScore {
  const given: ReadonlyMap<string, unknown> =
    answers instanceof Map ? answers : new Map<string, unknown>(Object.entries(answers));
  const itemIds = new Set(measure.items.map((item) => item.id));
  const unknown: Diagnostic[] = [...given.keys()]
    .filter((key) => !itemIds.has(key))
    .map((key) => ({ code: "unknown_item", item_id: key }));
  return scoreWith(measure, (itemId) => ({ given: given.get(itemId) }), unknown);
}
