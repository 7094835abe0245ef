import { createHash } from "node:crypto";
import type { Json, JsonObject, JsonSchema } from "@lorchestra/tap-kit";
import type { FormHeader } from "./header.ts";

/** Shape of the records of `forms_csv`: a response as the Forms API gives it, with `_form_id` and `_form` added. */
export const responseSchema: JsonSchema = {
  type: "object",
  required: ["responseId", "createTime", "lastSubmittedTime", "answers", "_form_id", "_form"],
  properties: {
    responseId: { type: "string" },
    createTime: { type: "string", format: "date-time" },
    lastSubmittedTime: { type: "string", format: "date-time" },
    respondentEmail: { type: "string" },
    answers: { type: "object", additionalProperties: { type: "object" } },
    _form_id: { type: "string" },
    _form: { type: "object" },
  },
};

/** The form as far as an export tells: its questions are its columns. */
export function formOf(formId: string, title: string, header: FormHeader): JsonObject {
  return {
    formId,
    info: { title },
    items: header.questions.map((question) => ({
      itemId: question.questionId,
      title: question.title,
      questionItem: { question: { questionId: question.questionId } },
    })),
  };
}

/** One row, read. */
export interface ResponseRow {
  readonly formId: string;
  readonly form: JsonObject;
  readonly header: FormHeader;
  readonly cells: readonly string[];
  /** ISO 8601 UTC. */
  readonly at: string;
}

/**
 * The id that a row has in every export: a hash of form id, moment and address. Rows that share all three are told
 * apart by `repeat`, their number in the order of the file, from 1.
 */
export function responseId(row: ResponseRow, repeats: Map<string, number>): string {
  const identity = JSON.stringify([row.formId, row.at, emailOf(row)?.toLowerCase() ?? null]);
  const id = `csv-${createHash("sha256").update(identity).digest("hex").slice(0, 32)}`;
  const repeat = (repeats.get(id) ?? 0) + 1;
  repeats.set(id, repeat);
  return repeat === 1 ? id : `${id}-${repeat}`;
}

/** The record of a row. Empty cells are questions without an answer. */
export function responseRecord(row: ResponseRow, id: string): JsonObject {
  const email = emailOf(row);
  const answers = row.header.questions.flatMap(({ column, questionId }): [string, Json][] => {
    const value = row.cells[column] ?? "";
    return value === "" ? [] : [[questionId, { questionId, textAnswers: { answers: [{ value }] } }]];
  });
  return {
    responseId: id,
    createTime: row.at,
    lastSubmittedTime: row.at,
    ...(email === undefined ? {} : { respondentEmail: email }),
    answers: Object.fromEntries(answers),
    _form_id: row.formId,
    _form: row.form,
  };
}

function emailOf({ header, cells }: ResponseRow): string | undefined {
  const email = header.email === -1 ? "" : (cells[header.email] ?? "").trim();
  return email === "" ? undefined : email;
}
