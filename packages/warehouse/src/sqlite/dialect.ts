import { type Sql, sql } from "../sql.ts";
import type { Dialect } from "../warehouse.ts";

function jsonPath(path: readonly string[]): Sql {
  const keys = path.map((key) => {
    // SQLite has no escape inside a quoted key of a path.
    if (/["\\]/.test(key)) throw new TypeError('A JSON path in a query must not contain " or \\.');
    return `."${key}"`;
  });
  return sql`${`$${keys.join("")}`}`;
}

/**
 * What is at a path, guarded: SQLite's JSON functions end the whole query with an error at a document which nests
 * deeper than 1000 levels, and one hostile record must not take a view away.
 */
function guarded(column: Sql, path: readonly string[], pick: (type: Sql, at: Sql) => Sql): Sql {
  const at = jsonPath(path);
  return sql`CASE WHEN json_valid(${column}) THEN ${pick(sql`json_type(${column}, ${at})`, at)} END`;
}

/** SQLite's words for the expressions that differ between databases. */
export const sqliteDialect: Dialect = {
  name: "sqlite",
  jsonText: (column, path) =>
    guarded(
      column,
      path,
      (type, at) =>
        sql`CASE ${type} WHEN 'text' THEN ${column} ->> ${at} WHEN 'object' THEN NULL WHEN 'array' THEN NULL WHEN 'null' THEN NULL ELSE ${column} -> ${at} END`,
    ),
  jsonNumber: (column, path) =>
    guarded(
      column,
      path,
      (type, at) => sql`CASE WHEN ${type} IN ('integer', 'real') THEN CAST(${column} ->> ${at} AS REAL) END`,
    ),
  jsonValue: (column, path) =>
    guarded(
      column,
      path,
      (type, at) => sql`CASE WHEN ${type} IN ('object', 'array') THEN ${column} -> ${at} END`,
    ),
  text: (expression) => sql`CAST(${expression} AS TEXT)`,
  dateText: (timestamp) => sql`substr(${timestamp}, 1, 10)`,
};
