import { randomUUID } from "node:crypto";
import type { Fields } from "../content/field-value.ts";
import { compileTemplate, type Template } from "../content/template.ts";
import { TemplateError } from "../errors.ts";
import { safePath } from "./safe-path.ts";

/** A path template that was read once and is rendered for many rows. */
export interface PathTemplate {
  readonly fields: Template["fields"];
  /** The parts of the path, not yet made safe. Only the template's own `/` divides them, never one in a value. */
  render(row: Fields): string[];
}

/**
 * Reads a path template such as `{subject}/{{ occurred_on }}.md`. It must be relative and name a file.
 *
 * @throws {TemplateError}
 */
export function compilePathTemplate(text: string, job: string): PathTemplate {
  checkOwnParts(text);
  // A mark that no value can hold, so that a value cannot divide the path.
  const divider = `\0${randomUUID()}\0`;
  const template = compileTemplate(text, { job, literal: (part) => part.replaceAll("/", divider) });
  return { fields: template.fields, render: (row) => template.render(row).split(divider) };
}

/**
 * The path of one row, each part made safe. Rows of one run may clash: `resolvePaths` tells them apart.
 *
 * @example
 * renderPath("{client}/{date}.md", { client: "a/b", date: "2025-01-31" }, "files"); // "a-b/2025-01-31.md"
 */
export function renderPath(template: string, row: Fields, job: string): string {
  return safePath(compilePathTemplate(template, job).render(row));
}

function checkOwnParts(text: string): void {
  if (text.startsWith("/") || /^[A-Za-z]:/.test(text)) {
    throw new TemplateError("The path template must be relative to base_path; it starts at a root.");
  }
  if (text.split("/").some((part) => ["", ".", ".."].includes(part.trim()))) {
    throw new TemplateError(
      "The path template has an empty part, `.` or `..`; every part must name a folder or a file.",
    );
  }
}
