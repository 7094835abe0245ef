import type { SQLInputValue } from "node:sqlite";
import type { Sql, SqlPart, SqlValue } from "../sql.ts";

/** A query as SQLite takes it. */
export interface Rendered {
  readonly text: string;
  readonly values: readonly SQLInputValue[];
}

/** Quotes an identifier. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Renders a query; `prefix` is what isolation puts before the names of tables and views. */
export function render(sql: Sql, prefix: string): Rendered {
  const values: SQLInputValue[] = [];
  const text = sql.parts.map((part) => {
    if (part.kind !== "value") return renderText(part, prefix);
    values.push(bindable(part.value));
    return "?";
  });
  return { text: text.join(""), values };
}

/** Renders a query with its values as literals: the text of a view has no parameters. */
export function renderLiteral(sql: Sql, prefix: string): string {
  return sql.parts
    .map((part) => (part.kind === "value" ? literal(part.value) : renderText(part, prefix)))
    .join("");
}

function renderText(part: Exclude<SqlPart, { kind: "value" }>, prefix: string): string {
  if (part.kind === "text") return part.text;
  return quote(part.kind === "table" ? prefix + part.name : part.name);
}

/** Integers as integers: node:sqlite would bind the number 5 as 5.0, whose text is not `5`. */
function bindable(value: SqlValue): SQLInputValue {
  if (typeof value === "boolean") return value ? 1n : 0n;
  return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
}

function literal(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("A number in a view must be finite.");
    return String(value);
  }
  if (value.includes("\0")) throw new TypeError("A text in a view must not contain NUL.");
  return `'${value.replaceAll("'", "''")}'`;
}
