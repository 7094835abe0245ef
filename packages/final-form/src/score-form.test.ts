import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bindingOf, sectionOf } from "../testing/binding-of.ts";
import { synthetic } from "../testing/synthetic-measure.ts";
import { gad7, type Measure, phq9, type SubmittedAnswer, score, scoreForm } from "./index.ts";

const both = bindingOf(sectionOf(phq9), sectionOf(gad7));

const answersTo = (measure: Measure, value: unknown): SubmittedAnswer[] =>
  measure.items.map((item) => ({ question_id: `q_${item.id}`, answer_value: value }));

const submission = (answers: readonly SubmittedAnswer[]) => ({ form_id: "intake_01", answers });

const totals = (answers: readonly SubmittedAnswer[]) =>
  scoreForm(both, submission(answers)).sections.flatMap(({ score: scored }) =>
    (scored?.scales ?? []).map((scale) => scale.value),
  );

test("each section is scored as its measure alone", () => {
  const result = scoreForm(
    both,
    submission([...answersTo(gad7, "2"), ...answersTo(phq9, "Several days").slice(0, 9)]),
  );
  expect(result).toMatchObject({
    formId: "intake_01",
    bindingId: "intake_01",
    bindingVersion: "1.0.0",
    unmapped: [],
  });
  const alone = score(
    phq9,
    Object.fromEntries(phq9.items.slice(0, 9).map((item) => [item.id, "Several days"])),
  );
  expect(result.sections[0]?.score).toEqual({
    ...alone,
    diagnostics: [{ code: "not_answered", item_id: "phq9_10", question_id: "q_phq9_10" }],
  });
  expect(result.sections[1]?.score?.scales.map((scale) => scale.value)).toEqual([14, 2]);
  expect(result.diagnostics).toEqual([
    {
      code: "not_answered",
      form_id: "intake_01",
      measure_id: "phq9",
      item_id: "phq9_10",
      question_id: "q_phq9_10",
    },
  ]);
});

test("one bad answer spoils only the scales that use it", () => {
  const answers = [...answersTo(phq9, 1), ...answersTo(gad7, 1)];
  expect(totals(answers)).toEqual([9, 1, 7, 1]);
  answers[3] = { question_id: "q_phq9_4", answer_value: "a couple of days" };
  expect(totals(answers)).toEqual([null, 1, 7, 1]);
});

test("an unknown answer is told with form, item and length, and its text only as the raw answer", () => {
  const secret = "when I think of my mother";
  const result = scoreForm(both, submission([{ question_id: "q_gad7_2", answer_value: secret }]));
  expect(result.diagnostics).toContainEqual({
    code: "unknown_answer",
    form_id: "intake_01",
    measure_id: "gad7",
    item_id: "gad7_2",
    question_id: "q_gad7_2",
    text_length: secret.length,
  });
  expect(JSON.stringify(result.diagnostics)).not.toContain("mother");
  expect(result.sections[1]?.score?.items[1]?.rawAnswer).toBe(secret);
});

test("what no binding uses is listed, each question once", () => {
  const extra = ["name", "__proto__", "constructor", "name"].map((question_id) => ({
    question_id,
    answer_value: "x",
  }));
  const result = scoreForm(both, submission([...extra, ...answersTo(phq9, 0)]));
  expect(result.unmapped).toEqual(["name", "__proto__", "constructor"]);
  expect(result.diagnostics.filter((diagnostic) => diagnostic.code === "unmapped_question")).toEqual(
    result.unmapped.map((question_id) => ({ code: "unmapped_question", form_id: "intake_01", question_id })),
  );
});

test("two answers to one question are several answers, equal or not, empty or not", () => {
  for (const again of [1, 2, null]) {
    const answers = [...answersTo(phq9, 1), { question_id: "q_phq9_1", answer_value: again }];
    const [section] = scoreForm(both, submission(answers)).sections;
    expect(section?.score?.items[0]).toMatchObject({ value: null, missingReason: "several_answers" });
    expect(section?.score?.scales[0]).toMatchObject({ value: null, missingReason: "unusable_answer" });
  }
});

test("the order of answers changes nothing", () => {
  const answers = [...answersTo(phq9, 1), ...answersTo(gad7, "nearly every day")];
  const expected = scoreForm(both, submission(answers));
  fc.assert(
    fc.property(fc.shuffledSubarray(answers, { minLength: answers.length }), (shuffled) => {
      expect(scoreForm(both, submission(shuffled))).toEqual(expected);
    }),
  );
});

test("an item left out on purpose is missing, and says so", () => {
  const section = sectionOf(phq9);
  const without = {
    ...section,
    bindings: section.bindings.slice(0, 8).concat(section.bindings.slice(9)),
    omitted: ["phq9_9"],
  };
  const result = scoreForm(bindingOf(without), submission(answersTo(phq9, 2)));
  expect(result.sections[0]?.score?.items[8]).toMatchObject({
    value: null,
    missingReason: "not_asked",
    rawAnswer: null,
  });
  expect(result.sections[0]?.score?.scales[0]).toMatchObject({ value: 18, prorated: true, itemsAnswered: 8 });
  expect(result.sections[0]?.score?.diagnostics.map((diagnostic) => diagnostic.code)).toEqual([
    "not_asked",
    "flag_undecided",
  ]);
  expect(result.unmapped).toEqual(["q_phq9_9"]);
});

test("a measure that is not there leaves the other sections alone", () => {
  const result = scoreForm(bindingOf(sectionOf(synthetic), sectionOf(gad7)), submission(answersTo(gad7, 1)));
  expect(result.sections[0]).toEqual({ measureId: "synthetic", measureVersion: "1.0.0", score: null });
  expect(result.sections[1]?.score?.scales[0]?.value).toBe(7);
  expect(result.diagnostics[0]).toEqual({
    code: "measure_unknown",
    form_id: "intake_01",
    measure_id: "synthetic",
  });
});

test("measures of one's own are looked up where one says", () => {
  const binding = bindingOf(sectionOf(synthetic));
  const result = scoreForm(binding, submission(answersTo(synthetic, 2)), [synthetic]);
  expect(result.sections[0]?.score?.scales.map((scale) => scale.value)).toEqual([14, 28, 6]);
});

test("a submission of another form is refused; the source's id for the form is not another form", () => {
  expect(() => scoreForm(both, { form_id: "followup", answers: [] })).toThrow(
    expect.objectContaining({ code: "form_mismatch", retryable: false }),
  );
  expect(scoreForm(both, { form_id: "1FAIpQLS-example", answers: [] }).formId).toBe("intake_01");
});

test("an unsound binding is refused, not scored with", () => {
  const section = sectionOf(phq9);
  const [first] = section.bindings;
  if (first === undefined) throw new Error("no binding");
  const twice = { ...section, bindings: [...section.bindings, { ...first, value: "q_other" }] };
  expect(() => scoreForm(bindingOf(twice), submission([]))).toThrow(/The item phq9_1 is named twice/);
});

describe("by position", () => {
  const byPlace = bindingOf(sectionOf(phq9, (_, index) => ({ by: "position", value: index + 2 })));
  const listed: SubmittedAnswer[] = [
    { question_id: "name", answer_value: "x", answer_type: "text" },
    ...phq9.items.map((item, index) => ({
      question_id: `hex${item.position}`,
      answer_value: index === 3 ? null : 1,
      answer_type: "choice",
    })),
  ];
  const scored = (answers: readonly SubmittedAnswer[]) => scoreForm(byPlace, submission(answers));
  const items = (answers: readonly SubmittedAnswer[]) =>
    scored(answers).sections[0]?.score?.items.map((item) => item.value ?? item.missingReason);

  test("a place counts every question of the form, answered or not", () => {
    expect(items(listed)).toEqual([1, 1, 1, "not_answered", 1, 1, 1, 1, 1, 1]);
    expect(scored(listed).unmapped).toEqual(["name"]);
    expect(scored(listed).sections[0]?.score?.scales[0]).toMatchObject({ value: 9, prorated: true });
  });

  test("answers to deleted questions come last and move nothing", () => {
    const old = { question_id: "old", answer_value: "2", answer_type: "unknown" };
    expect(items([...listed, old])).toEqual(items(listed));
    expect(scored([...listed, old]).unmapped).toEqual(["name", "old"]);
  });

  test("without the form's definition nothing is sure of its place, so nothing is scored", () => {
    const bare = listed.map(({ question_id, answer_value }) => ({ question_id, answer_value }));
    const unknown = listed.map((answer) => ({ ...answer, answer_type: "unknown" }));
    for (const answers of [bare, unknown, []])
      expect(items(answers)).toEqual(phq9.items.map(() => "position_unknown"));
    expect(scored(bare).sections[0]?.score?.scales[0]).toMatchObject({
      value: null,
      missingReason: "unusable_answer",
    });
    expect(scored(bare).unmapped).toHaveLength(11);
  });

  test("behind a question that cannot be placed nothing is", () => {
    const hole = listed.toSpliced(5, 0, { question_id: "odd", answer_value: 1 });
    expect(items(hole)).toEqual([1, 1, 1, "not_answered", ...Array(6).fill("position_unknown")]);
    const twice = listed.toSpliced(3, 0, { question_id: "hex1", answer_value: 1, answer_type: "choice" });
    expect(items(twice)).toEqual(["several_answers", 1, ...Array(8).fill("position_unknown")]);
  });

  test("a question of an unknown kind has its place, when the form's definition has it", () => {
    const odd = listed.with(0, {
      question_id: "odd",
      answer_value: null,
      answer_type: "unknown",
      question_text: "?",
    });
    expect(items(odd)).toEqual(items(listed));
  });

  test("a place past the end of the form is unknown", () => {
    expect(items(listed.slice(0, 10))?.at(-1)).toBe("position_unknown");
  });
});
