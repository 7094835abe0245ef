import type { Json, JsonObject } from "../json.ts";
import type { Random } from "../random.ts";
import { GOAL_OPTIONS, type PracticeForm } from "./forms.ts";
import type { Client } from "./people.ts";
import { GAD7, PHQ9, type Questionnaire } from "./questionnaires.ts";

/** What a client chose at one item: the index of the option, null for no answer, or a text that is no option. */
export type Choice = number | null | string;

/** A submission of a form, with what was meant by it, so that a test can work out the scores for itself. */
export interface Submission {
  readonly client: string;
  readonly form: string;
  /** As the API returns it: https://developers.google.com/forms/api/reference/rest/v1/forms.responses */
  readonly response: JsonObject;
  /** Items 1 to 9 of the PHQ-9 in order. */
  readonly phq9: readonly Choice[];
  /** Items 1 to 7 of the GAD-7 in order. */
  readonly gad7: readonly Choice[];
}

const DAY = 86_400_000;
const NOTES = [
  "Sleeping a little better than last month.",
  "Work has been heavy.\nThe weekends help.",
  "Nothing to add — thank you.",
  "Café visits with a friend, two walks a week.",
  'I was told to write "as usual" & leave it < there >.',
];

/** An answer text that no version of the questionnaires knows. */
export const UNKNOWN_ANSWER = "A couple of days";

/** A moment as the API writes it, with microseconds. */
export function formsTimestamp(at: Date): string {
  return at.toISOString().replace("Z", "000Z");
}

/** One entry of `answers`. */
export function textAnswer(questionId: string, values: readonly string[]): JsonObject {
  return { questionId, textAnswers: { answers: values.map((value) => ({ value })) } };
}

/** What goes wrong in a submission, so that every run of the demo shows how it is told. */
type Quirk = "none" | "missing_item" | "unknown_answer" | "edited";

function chooseItems(of: Questionnaire, mean: number, random: Random): Choice[] {
  return of.items.map((_, index) => {
    const level = Math.round(mean + (random.next() - 0.5) * 1.6);
    // Thoughts of self-harm are rare in the sample; one client in twelve or so has them.
    if (of.measure === "phq9" && index === 8) return mean > 2 && random.chance(0.4) ? 1 : 0;
    return Math.min(of.options.length - 1, Math.max(0, level));
  });
}

function answerItems(
  form: PracticeForm,
  of: Questionnaire,
  choices: readonly Choice[],
  answers: Record<string, Json>,
): void {
  const answer = (key: string, text: string | undefined): void => {
    const question = form.questions.find((candidate) => candidate.key === key);
    if (question !== undefined && text !== undefined) {
      answers[question.questionId] = textAnswer(question.questionId, [text]);
    }
  };
  choices.forEach((choice, index) => {
    const text = typeof choice === "number" ? of.options[choice] : (choice ?? undefined);
    answer(`${of.measure}_${index + 1}`, text);
  });
  const burden = choices.reduce<number>((sum, choice) => sum + (typeof choice === "number" ? choice : 0), 0);
  const level = Math.min(3, Math.floor((burden * 4) / (of.items.length * 3 + 1)));
  answer(`${of.measure}_${of.items.length + 1}`, of.difficultyOptions[level]);
}

function answerRest(form: PracticeForm, client: Client, random: Random, answers: Record<string, Json>): void {
  for (const { key, questionId } of form.questions) {
    if (key === "name")
      answers[questionId] = textAnswer(questionId, [`${client.firstName} ${client.lastName}`]);
    if (key === "notes" && random.chance(0.6))
      answers[questionId] = textAnswer(questionId, [random.pick(NOTES)]);
    if (key === "goals")
      answers[questionId] = textAnswer(questionId, GOAL_OPTIONS.slice(0, random.integer(1, 4)));
    if (key === "referral" && random.chance(0.3)) {
      const file = {
        fileId: `file_${random.text(20)}`,
        fileName: "referral.pdf",
        mimeType: "application/pdf",
      };
      answers[questionId] = { questionId, fileUploadAnswers: { answers: [file] } };
    }
  }
}

function submit(
  form: PracticeForm,
  client: Client,
  at: Date,
  mean: number,
  quirk: Quirk,
  random: Random,
): Submission {
  const phq9 = chooseItems(PHQ9, mean, random);
  const gad7 = chooseItems(GAD7, mean, random);
  if (quirk === "missing_item") phq9[3] = null;
  if (quirk === "unknown_answer") gad7[1] = UNKNOWN_ANSWER;
  const answers: Record<string, Json> = {};
  answerItems(form, PHQ9, phq9, answers);
  answerItems(form, GAD7, gad7, answers);
  answerRest(form, client, random, answers);
  const edited = quirk === "edited" ? new Date(at.getTime() + 40 * 60_000) : at;
  const response = {
    responseId: `ACYDBN${random.text(40)}`,
    createTime: formsTimestamp(at),
    lastSubmittedTime: formsTimestamp(edited),
    respondentEmail: client.email,
    answers,
  };
  return { client: client.key, form: form.key, response, phq9, gad7 };
}

const INTAKE_QUIRKS: readonly Quirk[] = ["none", "none", "missing_item", "unknown_answer"];

/**
 * An intake a day after a client joined and a follow-up every five weeks or so, getting lighter over time. Client 3
 * leaves out an item, client 4 writes an answer of his own, client 5 edits the first follow-up after sending it.
 */
export function createSubmissions(
  forms: { readonly intake: PracticeForm; readonly followup: PracticeForm },
  clients: readonly Client[],
  now: Date,
  random: Random,
): readonly Submission[] {
  const submissions: Submission[] = [];
  clients.forEach((client, index) => {
    let mean = 0.6 + random.next() * 2.2;
    const first = new Date(client.joined.getTime() + DAY + random.integer(0, 6 * 3_600_000));
    const intakeQuirk = INTAKE_QUIRKS[index] ?? "none";
    submissions.push(submit(forms.intake, client, first, mean, intakeQuirk, random));
    let count = 0;
    for (let at = first.getTime() + 35 * DAY; at < now.getTime() - DAY; at += random.integer(28, 42) * DAY) {
      mean *= 0.75 + random.next() * 0.3;
      const quirk = index === 4 && count === 0 ? "edited" : "none";
      const moment = new Date(at + random.integer(0, 8 * 3_600_000));
      submissions.push(submit(forms.followup, client, moment, mean, quirk, random));
      count++;
    }
  });
  return submissions;
}
