import { afterEach, beforeEach, expect, test } from "vitest";
import { answersOf, canonical, type FormJob, formJob, none } from "../../testing/form-job.ts";
import { gad7, phq9 } from "../index.ts";

let job: FormJob;
beforeEach(async () => {
  job = await formJob();
});
afterEach(() => job.close());
const run: FormJob["run"] = (options) => job.run(options);
const put: FormJob["put"] = (...rows) => job.put(...rows);
const all: FormJob["all"] = (table) => job.all(table);

test("a submission becomes a row per measure and a row per item and scale", async () => {
  await put(canonical("r1"));
  const { counts, runId, stage } = await run();
  expect(stage).toBe("formation");
  expect(counts).toEqual({ ...none, in: 2, inserted: 2 });
  const [, measurement] = await all("measurement_events");
  const key = "google_forms:intake:form_response:r1#form_response";
  expect(measurement).toEqual({
    idem_key: `${key}:phq9`,
    canonical_idem_key: key,
    measure_id: "phq9",
    measure_version: "1.0.0",
    binding_id: "intake_01",
    binding_version: "1.0.0",
    form_id: "intake_01",
    submission_id: "r1",
    subject_id: "ada@example.com",
    occurred_at: "2026-01-01T10:00:00.000Z",
    completeness: 1,
    items_answered: 10,
    items_total: 10,
    flags: ["self_harm_ideation"],
    diagnostics: [],
    correlation_id: runId,
    processed_at: "2026-01-02T00:00:00.000Z",
    created_at: "2026-01-02T00:00:00.000Z",
  });
  const observations = await all("observations");
  expect(observations).toHaveLength(10 + 2 + 8 + 2);
  const found = (code: string) => observations.find((row) => row.code === code);
  const common = {
    measurement_idem_key: `${key}:phq9`,
    measure_id: "phq9",
    correlation_id: runId,
    created_at: "2026-01-02T00:00:00.000Z",
  };
  expect(found("phq9_1")).toEqual({
    ...common,
    idem_key: `${key}:phq9:phq9_1`,
    code: "phq9_1",
    kind: "item",
    value: 1,
    unrounded: null,
    prorated: false,
    label: null,
    severity: null,
    raw_answer: "Several days",
    position: 1,
    missing_reason: null,
    loinc: "44250-9",
  });
  expect(found("phq9_total")).toEqual({
    ...common,
    idem_key: `${key}:phq9:phq9_total`,
    code: "phq9_total",
    kind: "scale",
    value: 9,
    unrounded: null,
    prorated: false,
    label: "Mild",
    severity: "mild",
    raw_answer: null,
    position: null,
    missing_reason: null,
    loinc: "44261-6",
  });
  expect(await job.scores()).toEqual({
    "r1 phq9_total": 9,
    "r1 phq9_severity": 1,
    "r1 gad7_total": 14,
    "r1 gad7_severity": 2,
  });
});

test("proration, missing items and unmapped questions reach the tables", async () => {
  const some = [...answersOf(phq9, 2).slice(1, 9), { question_id: "name", answer_value: "Ada" }];
  await put(canonical("r1", { answers: some, respondent: { email: null, name: null, external_id: "c1" } }));
  await run();
  const observations = await all("observations");
  expect(observations.find((row) => row.code === "phq9_total")).toMatchObject({
    value: 18,
    unrounded: 18,
    prorated: true,
    severity: "moderately_severe",
  });
  expect(observations.find((row) => row.code === "gad7_total")).toMatchObject({
    value: null,
    prorated: false,
    label: null,
    missing_reason: "too_many_missing",
  });
  const [, measurement] = await all("measurement_events");
  expect(measurement).toMatchObject({
    subject_id: "c1",
    items_answered: 8,
    completeness: 0.8,
    diagnostics: [
      { code: "not_answered", item_id: "phq9_1", question_id: "q_phq9_1" },
      { code: "not_answered", item_id: "phq9_10", question_id: "q_phq9_10" },
      { code: "unmapped_question", question_id: "name" },
    ],
  });
});

test("an answer that cannot be read: its text in raw_answer and nowhere else", async () => {
  const secret = "only when Charles is away";
  await put(
    canonical("r1", { answers: [...answersOf(phq9, 1), { question_id: "q_gad7_2", answer_value: secret }] }),
  );
  const { logs, notices, counts } = await run();
  expect(counts).toEqual({ ...none, in: 2, inserted: 2 });
  expect(notices?.[0]).toMatch(/^1 answer could not be read/);
  expect(logs.map(({ level, context }) => ({ level, context }))).toEqual([
    {
      level: "WARNING",
      context: {
        code: "unknown_answer",
        form_id: "intake_01",
        measure_id: "gad7",
        item_id: "gad7_2",
        question_id: "q_gad7_2",
        text_length: secret.length,
        idem_key: "google_forms:intake:form_response:r1#form_response",
      },
    },
  ]);
  const observations = await all("observations");
  expect(
    observations.filter((row) => JSON.stringify(row).includes("Charles")).map((row) => row.raw_answer),
  ).toEqual([secret]);
  for (const table of ["measurement_events", "event_log"] as const)
    expect(JSON.stringify(await all(table))).not.toContain("Charles");
  expect(JSON.stringify(await all("record_outcomes"))).not.toContain("Charles");
});

test("the log does not drown: a hundred lines, and the whole number in the notice", async () => {
  await put(
    ...Array.from({ length: 30 }, (_, index) => canonical(`r${index}`, { answers: answersOf(gad7, "hm") })),
  );
  const { logs, notices } = await run();
  expect(logs).toHaveLength(100);
  expect(notices?.[0]).toMatch(/^240 answers could not be read/);
});

test("a response that cannot be read is set aside with a reason, and the others are scored", async () => {
  await put(
    canonical("a", {}, { payload: [] }),
    canonical("b", { form_id: null }),
    canonical("c", { response_id: "" }),
    canonical("d", { submitted_at: "yesterday" }),
    canonical("e", { answers: [{ answer_value: 1 }] }),
    canonical("f", { answers: [null] }),
    canonical("g", { answers: { "0": 1 } }),
    canonical("h", {}, { payload: JSON.parse('{"__proto__": {"form_id": "intake_01"}}') }),
    canonical("ok"),
  );
  expect((await run()).counts).toEqual({ ...none, in: 18, inserted: 2, quarantined: 16 });
  expect(await job.outcomes()).toEqual([
    ["a", "quarantined", "payload_malformed"],
    ["b", "quarantined", "form_id_missing"],
    ["c", "quarantined", "response_id_missing"],
    ["d", "quarantined", "submitted_at_invalid"],
    ["e", "quarantined", "answers_malformed"],
    ["f", "quarantined", "answers_malformed"],
    ["g", "quarantined", "answers_malformed"],
    ["h", "quarantined", "form_id_missing"],
    ["ok", "ok", null],
  ]);
  expect((await run()).counts).toEqual(none);
});

test("hostile answers are scored for what they are", async () => {
  await put(
    canonical("r1", {
      response_id: "r\ud800",
      respondent: "nobody",
      answers: [
        { question_id: "q_phq9_1", answer_value: "\ud800 lone" },
        { question_id: "q_phq9_2", answer_value: { deep: [[["x"]]] } },
        { question_id: "q_phq9_3", answer_value: "a\u0000b" },
        { question_id: "q_phq9_4", answer_value: ["1", "2"] },
        { question_id: "__proto__", answer_value: "x" },
        { question_id: "constructor\udfff", answer_value: 1 },
      ],
    }),
  );
  await run();
  const reasons = (await all("observations")).filter(
    (row) => row.measure_id === "phq9" && row.kind === "item" && Number(row.position) <= 5,
  );
  expect(Object.fromEntries(reasons.map((row) => [row.code, [row.missing_reason, row.raw_answer]]))).toEqual({
    phq9_1: ["unknown_answer", "\ufffd lone"],
    phq9_2: ["not_an_answer", '{"deep":[[["x"]]]}'],
    phq9_3: ["unknown_answer", "a\u0000b"],
    phq9_4: ["several_answers", '["1","2"]'],
    phq9_5: ["not_answered", null],
  });
  expect((await all("measurement_events"))[1]).toMatchObject({ submission_id: "r\ufffd", subject_id: null });
});

test("a dry run counts and writes nothing", async () => {
  await put(...Array.from({ length: 25 }, (_, index) => canonical(`r${index}`)));
  expect((await run({ dryRun: true })).counts).toEqual({ ...none, in: 40, inserted: 40 });
  for (const table of ["measurement_events", "observations", "event_log", "record_outcomes"] as const)
    expect(await all(table)).toEqual([]);
});
