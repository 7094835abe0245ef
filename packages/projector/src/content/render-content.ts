import type { Fields } from "./field-value.ts";
import { compileTemplate } from "./template.ts";

/**
 * The content of one row's file. For many rows read the template once with `compileTemplate`.
 *
 * @throws {TemplateError | MissingFieldError | RenderError}
 * @example
 * renderContent("{% if value %}Score {value}{% endif %}", { value: 12 }, "files"); // "Score 12"
 */
export function renderContent(template: string, row: Fields, job: string): string {
  return compileTemplate(template, { job }).render(row);
}
