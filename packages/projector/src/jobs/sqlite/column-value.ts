import type { Column, Row } from "@lorchestra/warehouse";
import { ViewRowsError } from "../../errors.ts";

/** What SQLite keeps. */
export type SqliteValue = string | number | null;

/** Type names of columns in the copy. */
export const sqliteTypes: { readonly [type in Column["type"]]: string } = {
  string: "TEXT",
  integer: "INTEGER",
  float: "REAL",
  boolean: "INTEGER",
  json: "TEXT",
  timestamp: "TEXT",
};

/**
 * A value of a view as the copy keeps it: booleans as 0 and 1, JSON as text. A JSON column of a view comes as JSON
 * text already where the warehouse computes it.
 *
 * @throws {ViewRowsError} the value is not of the column's type; the message names the column only.
 */
export function columnValue(
  column: string,
  type: Column["type"],
  value: Row[string] | undefined,
): SqliteValue {
  if (value === null || value === undefined) return null;
  switch (type) {
    case "boolean":
      if (value === true || value === 1) return 1;
      if (value === false || value === 0) return 0;
      break;
    case "integer":
    case "float": {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      if (typeof number === "number" && Number.isFinite(number)) return number;
      break;
    }
    case "string":
    case "timestamp":
    case "json":
      return typeof value === "string" ? value : JSON.stringify(value);
  }
  throw new ViewRowsError(`The view's column ${column} holds a value that is not of type ${type}.`);
}
