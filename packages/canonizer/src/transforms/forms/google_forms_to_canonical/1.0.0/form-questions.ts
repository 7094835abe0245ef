import type { JsonObject } from "../../../../json.ts";
import { object, objects, text } from "../../../../transform-kit/fields.ts";

/** A question as its form defines it. Without a definition only its id is known. */
export interface FormQuestion {
  readonly id: string;
  readonly type?: string;
  readonly text?: string;
}

/** The kinds of questions of the Forms API, by the member of `question` that holds their settings. */
const types: { readonly [member: string]: string } = {
  choiceQuestion: "choice",
  textQuestion: "text",
  scaleQuestion: "scale",
  ratingQuestion: "rating",
  dateQuestion: "date",
  timeQuestion: "time",
  fileUploadQuestion: "file",
  rowQuestion: "choice",
};

/**
 * The questions of a form in its order; each id once. Items that ask nothing (pictures, page breaks) are left out. A row
 * of a grid is a question of its own: `Title [Row]`, as the CSV export writes it.
 */
export function formQuestions(form: JsonObject): FormQuestion[] {
  const byId = new Map<string, FormQuestion>();
  for (const item of objects(form, "items")) {
    for (const question of [...single(item), ...rows(item)])
      if (!byId.has(question.id)) byId.set(question.id, question);
  }
  return [...byId.values()];
}

function single(item: JsonObject): FormQuestion[] {
  const question = object(object(item, "questionItem"), "question");
  return described(question, text(item, "title"));
}

function rows(item: JsonObject): FormQuestion[] {
  const title = text(item, "title") ?? "";
  return objects(object(item, "questionGroupItem"), "questions").flatMap((question) => {
    const row = text(object(question, "rowQuestion"), "title") ?? "";
    return described(question, title === "" ? row : `${title} [${row}]`);
  });
}

function described(question: JsonObject, title: string | null): FormQuestion[] {
  const id = text(question, "questionId");
  if (id === null || id === "") return [];
  const member = Object.keys(types).find((name) => Object.hasOwn(question, name));
  // A CSV export names its questions but not their kinds; all that it has is text.
  const type = (member === undefined ? undefined : types[member]) ?? "text";
  return [{ id, type, ...(title === null ? {} : { text: title }) }];
}
