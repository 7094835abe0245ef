import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Writes a project of the given files (text, or a value as JSON) into an empty folder. */
export function makeProject(files: { readonly [path: string]: unknown }): string {
  const folder = mkdtempSync(join(tmpdir(), "lorchestra-project-"));
  for (const [path, content] of Object.entries(files)) addFile(folder, path, content);
  return folder;
}

/** Adds one file to a project. */
export function addFile(folder: string, path: string, content: unknown): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(
    join(folder, path),
    typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`,
  );
}

/** The smallest project config. */
export const minimalConfig = "warehouse:\n  driver: sqlite\n  path: ./warehouse.db\n";
