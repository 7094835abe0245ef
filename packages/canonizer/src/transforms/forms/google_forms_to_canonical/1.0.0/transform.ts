import { isJsonObject, type JsonObject } from "../../../../json.ts";
import { object, objects, text } from "../../../../transform-kit/fields.ts";
import { isoTimeOfText, millisecondsOfIso } from "../../../../transform-kit/time.ts";
import { type FormQuestion, formQuestions } from "./form-questions.ts";

/**
 * Google Forms response -> canonical form response. Every question of the form has its place, answered or not, so a
 * question's position does not depend on which ones were left out. Answers to questions that the form no longer has come
 * last, by question id, with the type `unknown`: they have no position.
 */
export function transform(raw: JsonObject): JsonObject {
  const submitted = text(raw, "createTime");
  const updated = text(raw, "lastSubmittedTime");
  return {
    response_id: text(raw, "responseId"),
    form_id: text(raw, "_form_id") ?? text(raw, "formId") ?? text(object(raw, "_form"), "formId"),
    submitted_at: isoTimeOfText(submitted),
    last_updated_at: isoTimeOfText(updated),
    status: isLater(updated, submitted) ? "edited" : "submitted",
    respondent: { email: text(raw, "respondentEmail"), name: null, external_id: null },
    source: { platform: "google_forms", platform_version: "v1" },
    answers: answers(raw),
  };
}

function isLater(updated: string | null, submitted: string | null): boolean {
  const [later, earlier] = [updated, submitted].map((time) =>
    time === null ? null : millisecondsOfIso(time),
  );
  return (
    later !== null && later !== undefined && earlier !== null && earlier !== undefined && later > earlier
  );
}

function answers(raw: JsonObject): JsonObject[] {
  const given = new Map(Object.entries(object(raw, "answers")));
  const questions = formQuestions(object(raw, "_form"));
  const known = new Set(questions.map((question) => question.id));
  // A locale would sort differently from machine to machine.
  const unknown = [...given.keys()].filter((id) => !known.has(id)).sort();
  return [...questions, ...unknown.map((id): FormQuestion => ({ id }))].map((question) =>
    answer(question, given.get(question.id)),
  );
}

function answer(question: FormQuestion, given: unknown): JsonObject {
  const content = isJsonObject(given) ? given : {};
  const files = objects(object(content, "fileUploadAnswers"), "answers").map((file) => ({
    file_id: text(file, "fileId"),
    file_name: text(file, "fileName"),
    mime_type: text(file, "mimeType"),
  }));
  const values = [
    ...objects(object(content, "textAnswers"), "answers").map((entry) => text(entry, "value") ?? ""),
    ...files.map((file) => file.file_id ?? ""),
  ];
  const [first = null, ...others] = values;
  return {
    question_id: question.id.toWellFormed(),
    answer_value: others.length === 0 ? first : values,
    answer_type: question.type ?? "unknown",
    ...(question.text === undefined ? {} : { question_text: question.text }),
    ...(files.length === 0 ? {} : { metadata: { files } }),
  };
}
