import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { loadBinding } from "./index.ts";

const folder = resolve(import.meta.dirname, "../../../examples/practice/bindings");
const files = globSync("*.json", { cwd: folder }).sort();

test("the sample practice has a binding for the intake and the follow-up", () => {
  expect(files).toEqual(expect.arrayContaining(["followup.json", "intake_01.json"]));
});

test.each(files)("%s is sound and named after its form", async (file) => {
  const document: unknown = JSON.parse(readFileSync(resolve(folder, file), "utf8"));
  const binding = await loadBinding(document, { name: file });
  expect(file.startsWith(binding.form_id)).toBe(true);
});
