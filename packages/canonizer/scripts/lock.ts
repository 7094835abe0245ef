// Writes the hash of each built-in transform into its meta.json. Run it after any change under src/transforms,
// src/transform-kit or src/schemas: node --conditions=source packages/canonizer/scripts/lock.ts
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseTransformMeta } from "../src/registry/entries.ts";
import { transformHash } from "./source-hash.ts";

const transforms = resolve(import.meta.dirname, "../src/transforms");
for (const file of globSync("*/*/*/meta.json", { cwd: transforms }).sort()) {
  const path = resolve(transforms, file);
  const meta = parseTransformMeta(JSON.parse(readFileSync(path, "utf8")));
  const sha256 = transformHash(dirname(path), [meta.from_schema, meta.to_schema]);
  if (sha256 === meta.sha256) continue;
  writeFileSync(path, `${JSON.stringify({ ...meta, sha256 }, null, 2)}\n`);
  process.stdout.write(`${meta.ref}: ${sha256}\n`);
}
