// Writes what is made from the JSON Schema of lorchestra.yaml: the schema file for editors, and the check that the
// program runs; `pnpm format` lays the first out. A test in packages/jobs fails when one of them is not current.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { projectCheckSource } from "../packages/jobs/src/project/generate-check.ts";
import { projectSchema } from "../packages/jobs/src/project/project-schema.ts";

function write(path: string, text: string): void {
  const file = resolve(import.meta.dirname, "..", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

write("apps/lorchestra/schema/lorchestra.schema.json", `${JSON.stringify(projectSchema, null, 2)}\n`);
write("packages/jobs/src/project/check-project.generated.ts", projectCheckSource());
