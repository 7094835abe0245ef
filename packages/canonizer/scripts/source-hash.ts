import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseSchemaReference } from "../src/registry/references.ts";

const source = resolve(import.meta.dirname, "../src");

/**
 * SHA-256 over all that decides what a transform gives: its file and what that imports from this package, and both of its
 * schemas. Comments count too: telling them apart would take a parser, and re-processing costs little.
 */
export function transformHash(folder: string, schemas: readonly string[]): string {
  const files = new Set<string>();
  collect(join(folder, "transform.ts"), files);
  for (const schema of schemas) files.add(schemaFile(schema));
  const hash = createHash("sha256");
  for (const file of [...files].sort()) {
    const content = readFileSync(file, "utf8").replaceAll("\r\n", "\n");
    hash.update(
      `${relative(source, file).replaceAll("\\", "/")}\0${createHash("sha256").update(content).digest("hex")}\n`,
    );
  }
  return hash.digest("hex");
}

function collect(file: string, files: Set<string>): void {
  if (files.has(file)) return;
  files.add(file);
  for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/\bfrom\s+"(\.[^"]+)"/g))
    collect(resolve(dirname(file), path), files);
}

function schemaFile(reference: string): string {
  const { vendor, name, version } = parseSchemaReference(reference);
  const file = join(source, "schemas", vendor, name, "jsonschema", `${version.join("-")}.json`);
  if (!existsSync(file)) throw new Error(`${reference}: there is no ${relative(source, file)}`);
  return file;
}
