import { describe, expect, test } from "vitest";
import { bindingOf, sectionOf } from "../testing/binding-of.ts";
import { synthetic } from "../testing/synthetic-measure.ts";
import { type Binding, gad7, lintBinding, loadBinding, phq9 } from "./index.ts";

const section = sectionOf(phq9);
const [first, ...others] = section.bindings;
if (first === undefined) throw new Error("no binding");

test("a sound binding has no problems, and loads", async () => {
  const binding = bindingOf(section, sectionOf(gad7));
  expect(lintBinding(binding)).toEqual([]);
  await expect(loadBinding(structuredClone(binding))).resolves.toEqual(binding);
});

test("items named like what every object has", () => {
  expect(lintBinding(bindingOf(sectionOf(synthetic)), [synthetic])).toEqual([]);
});

test("every item is bound or left out on purpose", () => {
  expect(lintBinding(bindingOf({ ...section, bindings: others }))).toEqual([
    {
      code: "item_unbound",
      path: "sections.phq9",
      message: 'The item phq9_1 has no question: bind it, or name it under "omitted".',
    },
  ]);
  expect(lintBinding(bindingOf({ ...section, bindings: others, omitted: ["phq9_1"] }))).toEqual([]);
});

const place = (by: string, value: string | number) =>
  bindingOf({ ...section, bindings: [{ item_id: "phq9_1", by, value }, ...others] });

test.each<[string, string, Binding]>([
  [
    "an item bound twice",
    "item_repeated",
    bindingOf({ ...section, bindings: [...section.bindings, { ...first, value: "z" }] }),
  ],
  ["an item bound and left out", "item_repeated", bindingOf({ ...section, omitted: ["phq9_1"] })],
  [
    "an item left out twice",
    "item_repeated",
    bindingOf({ ...section, bindings: others, omitted: ["phq9_1", "phq9_1"] }),
  ],
  ["an item that there is not", "item_unknown", bindingOf({ ...section, omitted: ["phq9_11"] })],
  [
    "an item of another measure",
    "item_unknown",
    bindingOf({ ...section, bindings: [...section.bindings, { ...first, item_id: "gad7_1", value: "z" }] }),
  ],
  ["an inherited name", "item_unknown", bindingOf({ ...section, omitted: ["constructor"] })],
  ["one question for two items", "question_repeated", place("field_key", "q_phq9_2")],
  ["a measure that there is not", "measure_unknown", bindingOf({ ...section, measure_id: "phq2" })],
  ["a version that there is not", "measure_unknown", bindingOf({ ...section, measure_version: "1.0" })],
  ["a measure twice", "measure_repeated", bindingOf(section, section)],
  ["no measure", "sections_none", bindingOf()],
  ["another kind of version", "version_malformed", { ...bindingOf(section), version: "v1" }],
  ["a blank question", "place_wrong", place("field_key", "")],
  ["a number as a question", "place_wrong", place("field_key", 3)],
  ["a position of none", "place_wrong", place("position", 0)],
  ["half a position", "place_wrong", place("position", 1.5)],
  ["a position in words", "place_wrong", place("position", "1")],
])("%s is found: %s", async (_, code, binding) => {
  expect(lintBinding(binding).map((problem) => problem.code)).toContain(code);
  await expect(loadBinding(binding, { name: "intake.json" })).rejects.toThrow(
    /The binding intake\.json cannot be used/,
  );
});

describe("loading", () => {
  const sound = bindingOf(section);
  test.each<[unknown, string]>([
    [null, "schema_type"],
    ["text", "schema_type"],
    [{}, "schema_required"],
    [{ ...sound, form: 1 }, "schema_additionalProperties"],
    [JSON.parse(`{"__proto__": {}, ${JSON.stringify(sound).slice(1)}`), "schema_additionalProperties"],
    [place("title", "x"), "schema_enum"],
    [{ ...sound, source_form_ids: "x" }, "schema_type"],
    [{ ...sound, sections: [{ ...section, omitted: [1] }] }, "schema_type"],
  ])("%# says what is wrong", async (document, code) => {
    await expect(loadBinding(document)).rejects.toMatchObject({
      code: "binding_invalid",
      retryable: false,
      problems: expect.arrayContaining([expect.objectContaining({ code })]),
    });
  });
});
