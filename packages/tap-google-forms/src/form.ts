import { asObject, type Json, type JsonObject, ownProperty } from "@lorchestra/tap-kit";
import { FormsAnswerError } from "./errors.ts";

const QUESTION_KINDS = [
  "choiceQuestion",
  "textQuestion",
  "scaleQuestion",
  "dateQuestion",
  "timeQuestion",
  "fileUploadQuestion",
  "ratingQuestion",
];

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** The fields that are there, as they are. */
function picked(from: Json | undefined, fields: readonly string[]): JsonObject {
  const found = fields.flatMap((field) => {
    const value = ownProperty(from, field);
    return typeof value === "string" || typeof value === "boolean" ? [[field, value] as const] : [];
  });
  return Object.fromEntries(found);
}

function questionOf(value: Json | undefined): JsonObject {
  const kinds = QUESTION_KINDS.flatMap((kind) => {
    const details = asObject(ownProperty(value, kind));
    return details === undefined ? [] : [[kind, picked(details, ["type"])] as const];
  });
  const row = asObject(ownProperty(value, "rowQuestion"));
  return {
    ...picked(value, ["questionId"]),
    ...Object.fromEntries(kinds),
    ...(row === undefined ? {} : { rowQuestion: picked(row, ["title"]) }),
  };
}

function itemOf(item: Json): JsonObject[] {
  const single = asObject(ownProperty(item, "questionItem"));
  const group = asObject(ownProperty(item, "questionGroupItem"));
  const common = picked(item, ["itemId", "title"]);
  if (single !== undefined) {
    return [{ ...common, questionItem: { question: questionOf(ownProperty(single, "question")) } }];
  }
  if (group === undefined) return [];
  const questions = listOf(ownProperty(group, "questions")).map(questionOf);
  const columns = ownProperty(ownProperty(group, "grid"), "columns");
  const grid = columns === undefined ? {} : { grid: { columns: picked(columns, ["type"]) } };
  return [{ ...common, questionGroupItem: { questions, ...grid } }];
}

/**
 * What is kept of a form's definition beside each response, in the API's own structure: `formId`, `info.title`, and of
 * the items that ask something the ids, titles and kinds of the questions. Options, texts, pictures and the revision
 * are left out: an edit to them must not make every response a new one.
 */
export function keptForm(definition: Json): JsonObject {
  const formId = ownProperty(definition, "formId");
  if (typeof formId !== "string") throw new FormsAnswerError("a form without formId");
  const info = picked(ownProperty(definition, "info"), ["title"]);
  return { formId, info, items: listOf(ownProperty(definition, "items")).flatMap(itemOf) };
}
