import { SandboxError } from "../errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import type { PracticeForm } from "../practice/forms.ts";
import { formsTimestamp, textAnswer } from "../practice/submissions.ts";
import { hashText, type Random } from "../random.ts";

/** Answers by question id: the texts given, one for most questions; an empty list takes an answer back. */
export type Answers = { readonly [questionId: string]: readonly string[] };

/** What a person fills into a form. */
export interface NewResponse {
  readonly respondentEmail?: string;
  readonly answers: Answers;
}

/** The forms and their responses. Throws {@link SandboxError} `not_found` for a form or response that isn't there. */
export interface FormsStore {
  definition(formId: string): JsonObject | undefined;
  /** In the order in which the API hands them out: fixed, and not that of time. */
  responses(formId: string): readonly JsonObject[];
  submit(formId: string, at: Date, response: NewResponse): JsonObject;
  /** Keeps responseId and createTime, moves lastSubmittedTime; questions that aren't named keep their answers. */
  edit(formId: string, at: Date, responseId: string, answers: Answers): JsonObject;
  remove(formId: string, responseId: string): void;
  /** Replaces the definition, as an editor of the form would. */
  redefine(formId: string, definition: JsonObject): void;
}

type HeldForm = { definition: JsonObject; readonly responses: Map<string, JsonObject> };

function withAnswers(before: JsonObject, answers: Answers): JsonObject {
  const merged = new Map<string, Json>(Object.entries(before));
  for (const [questionId, values] of Object.entries(answers)) {
    if (values.length === 0) merged.delete(questionId);
    else merged.set(questionId, textAnswer(questionId, values));
  }
  return Object.fromEntries(merged);
}

/** Where a response stands among the pages. */
export function pageOrder(responseId: string): string {
  return hashText(responseId).toString(16).padStart(8, "0") + responseId;
}

function orderOf(response: JsonObject): string {
  return pageOrder(String(response.responseId));
}

/** Forms filled with the responses that are there at the start. */
export function createFormsStore(
  forms: readonly PracticeForm[],
  initial: readonly { readonly form: string; readonly response: JsonObject }[],
  random: Random,
): FormsStore {
  const held = new Map<string, HeldForm>();
  for (const { key, formId, definition } of forms) {
    const own = initial.filter(({ form }) => form === key);
    const entries = own.map(({ response }) => [String(response.responseId), response] as const);
    held.set(formId, { definition, responses: new Map(entries) });
  }
  const formOf = (formId: string): HeldForm => {
    const form = held.get(formId);
    if (form === undefined) throw new SandboxError("not_found", `The sandbox has no form ${formId}.`);
    return form;
  };
  const responseOf = (formId: string, responseId: string): JsonObject => {
    const response = formOf(formId).responses.get(responseId);
    if (response === undefined) {
      throw new SandboxError("not_found", `The form ${formId} has no response ${responseId}.`);
    }
    return response;
  };
  return {
    definition: (formId) => held.get(formId)?.definition,
    responses: (formId) =>
      [...formOf(formId).responses.values()].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)),
    submit: (formId, at, { respondentEmail, answers }) => {
      const responseId = `ACYDBN${random.text(40)}`;
      const time = formsTimestamp(at);
      const email = respondentEmail === undefined ? {} : { respondentEmail };
      const response = {
        responseId,
        createTime: time,
        lastSubmittedTime: time,
        ...email,
        answers: withAnswers({}, answers),
      };
      formOf(formId).responses.set(responseId, response);
      return response;
    },
    edit: (formId, at, responseId, answers) => {
      const before = responseOf(formId, responseId);
      const kept = isJsonObject(before.answers) ? before.answers : {};
      const after = { ...before, lastSubmittedTime: formsTimestamp(at), answers: withAnswers(kept, answers) };
      formOf(formId).responses.set(responseId, after);
      return after;
    },
    remove: (formId, responseId) => {
      responseOf(formId, responseId);
      formOf(formId).responses.delete(responseId);
    },
    redefine: (formId, definition) => {
      formOf(formId).definition = { ...definition, formId };
    },
  };
}
