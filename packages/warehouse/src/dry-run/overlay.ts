import { createHash } from "node:crypto";
import { type Json, JsonText } from "../json.ts";
import { type BoundValue, RowEncoder } from "../rows/encode-row.ts";
import { keyColumns, type TableDefinition } from "../tables/index.ts";
import type { RowInput } from "../warehouse.ts";

/** The values of a row that a later merge, update or remove would look at, by column. */
export type Shadow = Map<string, BoundValue>;

const longest = 64;

/** A value in a form that is equal exactly when a driver would find it equal, and short. */
export function comparable(value: BoundValue): BoundValue {
  if (typeof value !== "string" || value.length <= longest) return value;
  return `#${createHash("sha256").update(value).digest("base64")}`;
}

/** What a dry run would have made of the rows of one table so far. */
export class Overlay {
  readonly table: TableDefinition;
  readonly keys: readonly string[];
  /** All columns but payloads that only go along with a hash. */
  readonly columns: readonly string[];
  readonly #encoder: RowEncoder;
  /** By key; null is a row that is not there, or would be removed. */
  readonly rows = new Map<string, Shadow | null>();

  constructor(table: TableDefinition) {
    this.table = table;
    this.keys = keyColumns(table);
    this.columns = Object.keys(table.columns).filter((column) => table.columns[column]?.role !== "carried");
    this.#encoder = new RowEncoder(table);
  }

  keyOf(row: RowInput): string {
    return JSON.stringify(this.keys.map((column) => row[column]));
  }

  /** A whole row to be merged, checked as a driver checks it. */
  shadowOf(row: RowInput): Shadow {
    return this.#shadow(row, this.#encoder);
  }

  /** Some columns of a row: what is stored of it, or what an update sets. */
  shadowOfSome(row: RowInput): Shadow {
    const columns = Object.keys(row).filter((column) => row[column] !== undefined);
    return this.#shadow(row, new RowEncoder(this.table, columns));
  }

  #shadow(row: RowInput, encoder: RowEncoder): Shadow {
    const values = encoder.encode(row);
    const shadow: Shadow = new Map();
    encoder.columns.forEach((column, index) => {
      if (this.table.columns[column]?.role === "carried") return;
      const value = row[column];
      shadow.set(column, comparable(value instanceof JsonText ? respelled(value) : (values[index] ?? null)));
    });
    return shadow;
  }
}

/** JSON text through a parser and back, as what is stored comes back from a query. */
function respelled(json: JsonText): string {
  const parsed: Json = JSON.parse(json.text);
  return JSON.stringify(parsed);
}
