import type { Fields, FieldValue } from "../../content/field-value.ts";
import { frontMatter } from "../../content/front-matter.ts";
import { checkFields, compileTemplate } from "../../content/template.ts";
import { QueryError } from "../../errors.ts";
import { compilePathTemplate } from "../../paths/path-template.ts";
import { contentHash } from "./content-hash.ts";
import { type FrontMatterConfig, frontMatterTemplate } from "./front-matter-template.ts";

/** One row as a file, before it has a place. */
export interface RenderedRow {
  /** Identity of the record. */
  readonly key: string;
  /** Parts of the path, not yet made safe. */
  readonly parts: readonly string[];
  /** Hash of the content without its time. */
  readonly content: string;
  /** The file with a time of projection (ISO 8601 UTC) in its front matter. */
  text(projectedAt: string): string;
}

/** The `sink` of a spec as far as it makes files. */
export interface FileTemplates {
  readonly path_template: string;
  readonly content_template: string;
  readonly front_matter?: FrontMatterConfig;
}

/**
 * What turns rows into files. Checked against the columns before the first row, so that a wrong field is found with
 * no row at all.
 *
 * @throws {TemplateError | MissingFieldError | QueryError}
 */
export function fileRenderer(
  sink: FileTemplates,
  columns: readonly string[],
  job: string,
): (row: Fields) => RenderedRow {
  const path = compilePathTemplate(sink.path_template, job);
  const body = compileTemplate(sink.content_template, { job });
  const head = frontMatterTemplate(sink.front_matter ?? {}, columns, job);
  for (const fields of [path.fields, body.fields, head.fields]) checkFields({ fields }, columns, job);
  return (row) => {
    const content = body.render(row);
    const end = content.endsWith("\n") ? "" : "\n";
    const text = (projectedAt: string) => `${frontMatter(head.render(row, projectedAt))}\n${content}${end}`;
    return {
      key: keyOf(head.recordId(row), job),
      parts: path.render(row),
      content: contentHash(text("")),
      text,
    };
  };
}

function keyOf(recordId: FieldValue, job: string): string {
  const key = typeof recordId === "number" ? String(recordId) : recordId;
  if (typeof key === "string" && key !== "") return key;
  throw new QueryError(
    `${job}: a row has no record_id, so its file could not be found again. Leave such rows out in source.query.`,
  );
}
