import type { LocalDatabase } from "@lorchestra/jobs";
import type { Fields, FieldValue } from "../../content/field-value.ts";
import { QueryError } from "../../errors.ts";

/** A query of a spec's author over the SQLite copy. */
export interface RowQuery {
  readonly columns: readonly string[];
  /** Runs it; may be called again. */
  rows(): Iterable<Fields>;
}

/**
 * Prepares a query. The database must be open read-only: the engine refuses what would change it.
 *
 * @throws {QueryError} it is not one statement that gives rows, or SQLite refuses it.
 */
export function prepareQuery({ db }: LocalDatabase, text: string): RowQuery {
  const statement = attempt(() => db.prepare(text));
  // SQLite compiles the first statement and passes over the rest in silence.
  if (withoutComments(text.slice(statement.sourceSQL.length)) !== "") {
    throw new QueryError("source.query holds more than one statement; write one SELECT.");
  }
  const columns = statement.columns().map(({ name }) => name);
  if (columns.length === 0) throw new QueryError("source.query gives no rows; write one SELECT.");
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined)
    throw new QueryError(`source.query gives two columns ${twice}; name one of them with AS.`);
  statement.setReadBigInts(true);
  return {
    columns,
    *rows() {
      const rows = attempt(() => statement.iterate());
      while (true) {
        const next = attempt(() => rows.next());
        if (next.done === true) return;
        const row = next.value;
        yield Object.fromEntries(columns.map((name) => [name, fieldValue(name, row[name])]));
      }
    },
  };
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new QueryError(`SQLite refuses source.query: ${error.message}`, error);
  }
}

function fieldValue(column: string, value: unknown): FieldValue {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  throw new QueryError(
    `source.query gives binary data in the column ${column}; files can show text and numbers only.`,
  );
}

function withoutComments(text: string): string {
  return text.replaceAll(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, "").trim();
}
