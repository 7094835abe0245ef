import { describe, expect, test } from "vitest";
import { form, response } from "../../../../../testing/google-forms.ts";
import { canonize } from "../../../../canonize.ts";
import type { Json } from "../../../../json.ts";
import { createRegistry } from "../../../../registry/registry.ts";

const registry = createRegistry();
const canonical = (raw: object) => canonize(raw, "forms/google_forms_to_canonical@1.0.0", { registry });

async function answers(raw: object): Promise<Json> {
  const result = await canonical(raw);
  if (!("ok" in result)) throw new Error(JSON.stringify(result));
  return result.value.answers ?? null;
}

test("a response, every question of the form in its order", async () => {
  expect(await canonical(response)).toEqual({
    ok: true,
    value: {
      response_id: "resp-1",
      form_id: "form-1",
      submitted_at: "2026-01-11T09:00:00.123Z",
      last_updated_at: "2026-01-11T09:00:00.123Z",
      status: "submitted",
      respondent: { email: "anna@example.com", name: null, external_id: null },
      source: { platform: "google_forms", platform_version: "v1" },
      answers: [
        {
          question_id: "q-often",
          answer_value: "Several days",
          answer_type: "choice",
          question_text: "How often?",
        },
        {
          question_id: "q-which",
          answer_value: ["one", "two"],
          answer_type: "choice",
          question_text: "Which of these?",
        },
        { question_id: "q-mood", answer_value: "4", answer_type: "scale", question_text: "Mood" },
        {
          question_id: "q-row1",
          answer_value: "A little",
          answer_type: "choice",
          question_text: "How much did it trouble you? [Sleep]",
        },
        {
          question_id: "q-row2",
          answer_value: null,
          answer_type: "choice",
          question_text: "How much did it trouble you? [Work]",
        },
        {
          question_id: "q-letter",
          answer_value: "file-1",
          answer_type: "file",
          question_text: "A letter",
          metadata: { files: [{ file_id: "file-1", file_name: "letter.pdf", mime_type: "application/pdf" }] },
        },
        { question_id: "q-else", answer_value: "no ", answer_type: "text", question_text: "Anything else?" },
        { question_id: "q-also-gone", answer_value: "another", answer_type: "unknown" },
        {
          question_id: "q-gone",
          answer_value: "an answer to a question that was deleted",
          answer_type: "unknown",
        },
      ],
    },
  });
});

describe("a response", () => {
  test("that was edited keeps the time of the first submission", async () => {
    const edited = { ...response, lastSubmittedTime: "2026-01-12T10:00:00+01:00" };
    expect(await canonical(edited)).toMatchObject({
      value: {
        status: "edited",
        submitted_at: "2026-01-11T09:00:00.123Z",
        last_updated_at: "2026-01-12T09:00:00.000Z",
      },
    });
  });

  test("without answers has every question, each without an answer", async () => {
    const { answers: _none, ...empty } = response;
    const given = await answers(empty);
    expect(given).toHaveLength(7);
    expect(given).toEqual(Array.from({ length: 7 }, () => expect.objectContaining({ answer_value: null })));
  });

  test("without the form's definition has its answers by question id, of no known type", async () => {
    const { _form: _none, ...alone } = response;
    const given = await answers(alone);
    expect(given).toMatchObject(
      Object.keys(response.answers)
        .sort()
        .map((question_id) => ({ question_id, answer_type: "unknown" })),
    );
  });

  test("of a CSV export: questions whose kind is not known are texts in the order of the columns", async () => {
    const item = (questionId: string) => ({ title: questionId, questionItem: { question: { questionId } } });
    const csv = { ...response, _form: { formId: "form-1", items: [item("q-mood"), item("q-often")] } };
    expect(await answers(csv)).toMatchObject([
      { question_id: "q-mood", answer_type: "text", question_text: "q-mood", answer_value: "4" },
      { question_id: "q-often", answer_type: "text", answer_value: "Several days" },
      ...Array.from({ length: 6 }, () => ({ answer_type: "unknown" })),
    ]);
  });

  test("takes each question once, also when the form lists it twice", async () => {
    const twice = { ...response, _form: { ...form, items: [...form.items, ...form.items] } };
    expect(await answers(twice)).toEqual(await answers(response));
  });

  test("takes its form's id from where there is one", async () => {
    const { _form_id: _none, ...other } = response;
    expect(await canonical({ ...other, formId: "form-2" })).toMatchObject({ value: { form_id: "form-2" } });
    expect(await canonical(other)).toMatchObject({ value: { form_id: "form-1" } });
    expect(await canonical({ ...other, _form: null })).toMatchObject({ value: { form_id: null } });
  });

  test("with a question called __proto__ keeps its answer", async () => {
    const hostile = JSON.parse(
      '{"responseId":"r","createTime":"2026-01-11T09:00:00Z","answers":{"__proto__":{"textAnswers":{"answers":[{"value":"x"}]}},"constructor":{}}}',
    );
    expect(await answers(hostile)).toEqual([
      { question_id: "__proto__", answer_value: "x", answer_type: "unknown" },
      { question_id: "constructor", answer_value: null, answer_type: "unknown" },
    ]);
  });

  test.each([
    [{ createTime: undefined }, "", "required"],
    [{ createTime: "2026-01-11 09:00" }, "/createTime", "format"],
    [{ responseId: 7 }, "/responseId", "type"],
    [{ answers: { "": {} } }, "/answers", "minLength"],
    [
      { answers: { q: { textAnswers: { answers: [{ value: 4 }] } } } },
      "/answers/q/textAnswers/answers/0/value",
      "type",
    ],
  ])("%j is set aside", async (change, instancePath, keyword) => {
    const raw = JSON.parse(JSON.stringify({ ...response, ...change }));
    expect(await canonical(raw)).toMatchObject({
      reason: "input_invalid",
      errors: expect.arrayContaining([expect.objectContaining({ instancePath, keyword })]),
    });
  });
});
