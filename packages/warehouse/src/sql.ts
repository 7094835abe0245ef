import type { Json } from "./json.ts";

/** A value that travels as a query parameter, never inside the SQL text. */
export type SqlValue = string | number | boolean | null;

/** One piece of a query: text written by a programmer, a parameter, or a name that the driver resolves and quotes. */
export type SqlPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly value: SqlValue }
  | { readonly kind: "table"; readonly name: string }
  | { readonly kind: "name"; readonly name: string };

/**
 * A query as data. Only {@link sql} makes one, so data can enter it as a parameter only. The driver renders it:
 * table and view names go through its isolation prefix, names are quoted, values become its own placeholders.
 */
export interface Sql {
  readonly parts: readonly SqlPart[];
}

/** The tag and its builders; every {@link Warehouse} carries it as `warehouse.sql` for packages that import types only. */
export interface SqlTag {
  /** Builds a query; interpolated {@link Sql} is spliced in, everything else becomes a parameter. */
  (strings: TemplateStringsArray, ...values: readonly (SqlValue | Sql)[]): Sql;
  /** A table or view of the warehouse by its logical name (`raw_objects`); isolation may turn it into its twin. */
  table(name: string): Sql;
  /** A column or alias, quoted by the driver. */
  name(name: string): Sql;
  /** Several fragments with a separator (`, ` unless given); an empty list is an error, because `IN ()` is never meant. */
  join(parts: readonly Sql[], separator?: string): Sql;
  /** `(?, ?, ?)` for an IN list. */
  list(values: readonly SqlValue[]): Sql;
}

function isSql(value: SqlValue | Sql): value is Sql {
  return typeof value === "object" && value !== null && "parts" in value;
}

const text = (value: string): SqlPart => ({ kind: "text", text: value });

function tag(strings: TemplateStringsArray, ...values: readonly (SqlValue | Sql)[]): Sql {
  const parts: SqlPart[] = [text(strings[0] ?? "")];
  values.forEach((value, index) => {
    if (isSql(value)) parts.push(...value.parts);
    else parts.push({ kind: "value", value });
    parts.push(text(strings[index + 1] ?? ""));
  });
  return { parts };
}

function join(fragments: readonly Sql[], separator = ", "): Sql {
  if (fragments.length === 0) throw new TypeError("sql.join needs at least one fragment");
  return {
    parts: fragments.flatMap((fragment, index) =>
      index === 0 ? fragment.parts : [text(separator), ...fragment.parts],
    ),
  };
}

// The name of a function cannot be assigned unless it is made writable first.
Object.defineProperty(tag, "name", { writable: true });

/**
 * The one way to build SQL.
 *
 * @example
 * sql`SELECT COUNT(*) AS n FROM ${sql.table("raw_objects")} WHERE object_type = ${"email"}`
 */
export const sql: SqlTag = Object.assign(tag, {
  table: (name: string): Sql => ({ parts: [{ kind: "table", name }] }),
  name: (name: string): Sql => ({ parts: [{ kind: "name", name }] }),
  join,
  list: (values: readonly SqlValue[]): Sql => {
    const items = values.map((value): Sql => ({ parts: [{ kind: "value", value }] }));
    return { parts: [text("("), ...join(items).parts, text(")")] };
  },
});

/** A row as a query gives it: JSON columns of known tables parsed, BOOL as boolean, TIMESTAMP as ISO 8601 UTC text with milliseconds. */
export type Row = { readonly [column: string]: Json };
