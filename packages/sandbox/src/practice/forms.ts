import type { Json, JsonObject } from "../json.ts";
import { hashText } from "../random.ts";
import { GAD7, PHQ9, type Questionnaire } from "./questionnaires.ts";

/** A question of a form and the key by which the practice knows it. */
export interface FormQuestion {
  /** `phq9_1` to `phq9_9`, `phq9_10` (difficulty), `gad7_1` to `gad7_8`, `name`, `goals`, `notes`, `referral`. */
  readonly key: string;
  /** Eight hexadecimal digits, the same for every seed, so that a binding can name them. */
  readonly questionId: string;
  readonly title: string;
}

/** A form: as the API describes it, and its questions by key. */
export interface PracticeForm {
  /** `intake_01` or `followup`. */
  readonly key: string;
  readonly formId: string;
  readonly questions: readonly FormQuestion[];
  /** https://developers.google.com/forms/api/reference/rest/v1/forms#Form */
  readonly definition: JsonObject;
}

type Item = { readonly item: JsonObject; readonly questions: readonly FormQuestion[] };

function hexId(text: string): string {
  return hashText(text).toString(16).padStart(8, "0");
}

function choice(options: readonly string[], type: "RADIO" | "CHECKBOX"): JsonObject {
  return { choiceQuestion: { type, options: options.map((value) => ({ value })) } };
}

function single(form: string, key: string, title: string, question: JsonObject): Item {
  const questionId = hexId(`${form}/${key}`);
  return {
    item: {
      itemId: hexId(`${form}/item/${key}`),
      title,
      questionItem: { question: { questionId, ...question } },
    },
    questions: [{ key, questionId, title }],
  };
}

function grid(form: string, of: Questionnaire): Item {
  const questions = of.items.map((title, index) => {
    const key = `${of.measure}_${index + 1}`;
    return { key, questionId: hexId(`${form}/${key}`), title };
  });
  const rows: Json = questions.map(({ questionId, title }) => ({ questionId, rowQuestion: { title } }));
  const columns: Json = { type: "RADIO", options: of.options.map((value) => ({ value })) };
  return {
    item: {
      itemId: hexId(`${form}/item/${of.measure}`),
      title: of.instruction,
      questionGroupItem: { questions: rows, grid: { columns } },
    },
    questions,
  };
}

function difficulty(form: string, of: Questionnaire): Item {
  const key = `${of.measure}_${of.items.length + 1}`;
  return single(form, key, of.difficulty, choice(of.difficultyOptions, "RADIO"));
}

function assemble(key: string, title: string, items: readonly Item[]): PracticeForm {
  const formId = `sandbox_${key}`;
  return {
    key,
    formId,
    questions: items.flatMap((item) => item.questions),
    definition: {
      formId,
      info: { title, documentTitle: title },
      settings: { emailCollectionType: "RESPONDER_INPUT" },
      revisionId: "00000001",
      responderUri: `https://docs.example.com/forms/d/e/${formId}/viewform`,
      items: items.map(({ item }) => item),
    },
  };
}

const GOALS = ["Sleep better", "Worry less", "Feel less alone", "Get through the day"];

/** The intake form: PHQ-9 and GAD-7 as grids, a name, a multi-select question, a free text and a file upload. */
export function intakeForm(): PracticeForm {
  const form = "intake_01";
  return assemble(form, "Intake 1", [
    single(form, "name", "Your name", { textQuestion: {} }),
    grid(form, PHQ9),
    difficulty(form, PHQ9),
    grid(form, GAD7),
    difficulty(form, GAD7),
    single(form, "goals", "What do you hope for?", choice(GOALS, "CHECKBOX")),
    single(form, "notes", "Is there anything else that we should know?", {
      textQuestion: { paragraph: true },
    }),
    single(form, "referral", "Your referral letter, if you have one", {
      fileUploadQuestion: {
        folderId: "sandbox_uploads",
        types: ["PDF"],
        maxFiles: 1,
        maxFileSize: "10485760",
      },
    }),
  ]);
}

/** The follow-up form: the same items, each a question of its own. */
export function followupForm(): PracticeForm {
  const form = "followup";
  const items = (of: Questionnaire): Item[] =>
    of.items.map((title, index) =>
      single(form, `${of.measure}_${index + 1}`, title, choice(of.options, "RADIO")),
    );
  return assemble(form, "Follow-up", [
    single(form, "name", "Your name", { textQuestion: {} }),
    ...items(PHQ9),
    difficulty(form, PHQ9),
    ...items(GAD7),
    difficulty(form, GAD7),
    single(form, "notes", "How have the last weeks been?", { textQuestion: { paragraph: true } }),
  ]);
}

/** What can be ticked at the intake's question `goals`. */
export const GOAL_OPTIONS: readonly string[] = GOALS;
