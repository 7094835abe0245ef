import { createRequire } from "node:module";
import { projectSchema } from "./project-schema.ts";

const require = createRequire(import.meta.url);

const HEADER = `// Written by scripts/write-schema.ts from project-schema.ts; do not edit.
// biome-ignore-all lint: generated
// biome-ignore-all format: generated
// @ts-nocheck
`;

/**
 * The source of check-project.generated.ts: whether a value is a valid lorchestra.yaml, with defaults put in.
 * Compiled beforehand because loading ajv and compiling the schema took half of the start-up of every command.
 */
export function projectCheckSource(): string {
  const { Ajv }: typeof import("ajv") = require("ajv");
  const standaloneCode: typeof import("ajv/dist/standalone/index.js").default =
    require("ajv/dist/standalone").default;
  // Without `unicode` lengths need no function of ajv's at run time; only "is it empty" is asked of them.
  const ajv = new Ajv({
    code: { source: true, esm: true, lines: true },
    useDefaults: true,
    strict: false,
    messages: false,
    unicode: false,
    logger: false,
  });
  const code = standaloneCode(ajv, ajv.compile(projectSchema));
  return `${HEADER}${code
    .replace(/^"use strict";\s*/, "")
    .replace(/export default \w+;\s*/, "")
    .replace(/export const validate =/, "export const isValidProject =")}`;
}
