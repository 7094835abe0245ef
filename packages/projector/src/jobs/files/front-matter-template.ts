import type { Fields, FieldValue } from "../../content/field-value.ts";
import { compileTemplate } from "../../content/template.ts";
import { QueryError } from "../../errors.ts";

/** Front matter as a spec configures it: texts are templates, other values stand as they are. */
export type FrontMatterConfig = { readonly [name: string]: string | number | boolean | null };

/** Front matter of a projection's files. */
export interface FrontMatterTemplate {
  /** Fields of a row that it uses. */
  readonly fields: readonly string[];
  /** What identifies a row. */
  recordId(row: Fields): FieldValue;
  /** The standard names first, then the configured ones. */
  render(row: Fields, projectedAt: string): Fields;
}

/** One name's value in a row. */
interface Entry {
  readonly fields: readonly string[];
  render(row: Fields): FieldValue;
}

const SINGLE_FIELD = /^\{([A-Za-z_]\w*)\}$/;

/** Reads configured front matter; a text that is one `{field}` keeps the field's type. @throws {TemplateError} */
export function frontMatterEntry(value: FrontMatterConfig[string], job: string): Entry {
  if (typeof value !== "string") return { fields: [], render: () => value };
  const field = SINGLE_FIELD.exec(value)?.[1];
  if (field !== undefined) return fieldEntry(field);
  const template = compileTemplate(value, { job });
  return { fields: template.fields, render: (row) => template.render(row) };
}

/**
 * Front matter for rows with these columns. `source_type`, `entity`, `record_id` and `idem_key` are as configured, else
 * the column of that name, else `projection`, the job's id, and for the last two one another.
 *
 * @throws {QueryError} nothing says what identifies a row.
 */
export function frontMatterTemplate(
  config: FrontMatterConfig,
  columns: readonly string[],
  job: string,
): FrontMatterTemplate {
  const configured = new Map(
    Object.entries(config).map(([name, value]) => [name, frontMatterEntry(value, job)]),
  );
  const given = (name: string) =>
    configured.get(name) ?? (columns.includes(name) ? fieldEntry(name) : undefined);
  const identity = given("record_id") ?? given("idem_key");
  if (identity === undefined) {
    throw new QueryError(
      `Nothing identifies the rows of ${job}: give a column record_id (or idem_key) in source.query, or set record_id in sink.front_matter.`,
    );
  }
  const entries = new Map<string, Entry>([
    ["source_type", given("source_type") ?? constant("projection")],
    ["entity", given("entity") ?? constant(job)],
    ["record_id", identity],
    ["idem_key", given("idem_key") ?? identity],
  ]);
  const standard = [...entries.keys()];
  for (const [name, entry] of configured) entries.set(name, entry);
  return {
    fields: [...entries.values()].flatMap(({ fields }) => fields),
    recordId: (row) => identity.render(row),
    render: (row, projectedAt) => {
      const values = new Map([...entries].map(([name, entry]) => [name, entry.render(row)]));
      const head = standard.map((name): [string, FieldValue] => [name, values.get(name) ?? null]);
      return Object.fromEntries([...head, ["projected_at", projectedAt], ...values]);
    },
  };
}

function constant(value: string): Entry {
  return { fields: [], render: () => value };
}

function fieldEntry(field: string): Entry {
  return { fields: [field], render: (row) => row[field] ?? null };
}
