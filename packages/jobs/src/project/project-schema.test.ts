import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isValidProject } from "./check-project.generated.ts";
import { projectCheckSource } from "./generate-check.ts";
import { projectSchema } from "./project-schema.ts";

const root = join(import.meta.dirname, "../../../..");

test("what is made from the schema is current; node --conditions=source scripts/write-schema.ts makes it", () => {
  const schema = readFileSync(join(root, "apps/lorchestra/schema/lorchestra.schema.json"), "utf8");
  expect(JSON.parse(schema)).toEqual(projectSchema);
  const check = readFileSync(join(import.meta.dirname, "check-project.generated.ts"), "utf8");
  expect(check).toBe(projectCheckSource());
});

test("the check that was made beforehand refuses and fills in", () => {
  const config = {};
  expect(isValidProject(config)).toBe(true);
  expect(config).toEqual({ warehouse: { driver: "sqlite", path: "./warehouse.db" }, streams: {}, paths: {} });
  for (const wrong of [
    null,
    [],
    "x",
    { other: 1 },
    { streams: { "": {} } },
    { streams: { a: { tap: "" } } },
  ]) {
    expect(isValidProject(wrong)).toBe(false);
  }
});
