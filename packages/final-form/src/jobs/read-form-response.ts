import type { Json, JsonObject } from "@lorchestra/warehouse";
import type { Submission, SubmittedAnswer } from "../submission.ts";

/** A canonical `form_response`, read as far as scoring needs it. */
export interface FormResponse {
  readonly submission: Submission;
  readonly responseId: string;
  /** ISO 8601, UTC, with milliseconds. */
  readonly submittedAt: string;
  /** E-mail, else external id of the respondent. */
  readonly subjectId: string | null;
}

/** Why a payload is no form response. */
export type UnreadableReason =
  | "payload_malformed"
  | "form_id_missing"
  | "response_id_missing"
  | "submitted_at_invalid"
  | "answers_malformed";

/** A form response, or why it is none. */
export type ReadResponse = FormResponse | { readonly unreadable: UnreadableReason };

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !isList(value) ? value : undefined;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/u;

function timeOf(value: Json | undefined): string | undefined {
  const time = typeof value === "string" && isoTime.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/**
 * All answers, or undefined when one is not of the shape. One alone must not be dropped: nobody knows which item it
 * answers, so a scale would be prorated over it.
 */
function answersOf(value: Json | undefined): SubmittedAnswer[] | undefined {
  if (!isList(value)) return undefined;
  const answers = value.flatMap((each): SubmittedAnswer[] => {
    const answer = asObject(each);
    const questionId = textOf(answer?.question_id);
    const type = textOf(answer?.answer_type);
    const text = textOf(answer?.question_text);
    if (answer === undefined || questionId === undefined) return [];
    return [
      {
        question_id: questionId,
        answer_value: answer.answer_value,
        ...(type === undefined ? {} : { answer_type: type }),
        ...(text === undefined ? {} : { question_text: text }),
      },
    ];
  });
  return answers.length === value.length ? answers : undefined;
}

/** The form that a payload says it is a response to; undefined when it says none. */
export function formIdOf(payload: Json | undefined): string | undefined {
  return textOf(asObject(payload)?.form_id);
}

/** Reads a canonical form response. Hostile payloads give a reason, never an exception. */
export function readFormResponse(payload: Json | undefined): ReadResponse {
  const response = asObject(payload);
  if (response === undefined) return { unreadable: "payload_malformed" };
  const formId = formIdOf(response);
  if (formId === undefined) return { unreadable: "form_id_missing" };
  const responseId = textOf(response.response_id);
  if (responseId === undefined) return { unreadable: "response_id_missing" };
  const submittedAt = timeOf(response.submitted_at);
  if (submittedAt === undefined) return { unreadable: "submitted_at_invalid" };
  const answers = answersOf(response.answers);
  if (answers === undefined) return { unreadable: "answers_malformed" };
  const respondent = asObject(response.respondent);
  return {
    submission: { form_id: formId, answers },
    responseId,
    submittedAt,
    subjectId: textOf(respondent?.email) ?? textOf(respondent?.external_id) ?? null,
  };
}
