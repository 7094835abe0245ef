import { WarehouseError } from "../errors.ts";
import { JsonText } from "../json.ts";
import type { Column, TableDefinition } from "../tables/index.ts";
import type { RowInput } from "../warehouse.ts";

/** A value as a driver writes it: JSON as text, booleans as 0 and 1, timestamps normalized. */
export type BoundValue = string | number | null;

/** A row ready to be written. */
export type BoundRow = readonly BoundValue[];

type Encode = (value: unknown) => BoundValue;

/** Checks rows of a table and turns them into values to write, in the order of `columns`. */
export class RowEncoder {
  readonly columns: readonly string[];
  readonly #table: TableDefinition;
  readonly #encoders: readonly Encode[];

  constructor(table: TableDefinition, columns: readonly string[] = Object.keys(table.columns)) {
    this.#table = table;
    this.columns = columns;
    this.#encoders = columns.map((name) => encoder(table, name));
  }

  /** @throws WarehouseError `warehouse_value` that names the column, never the value */
  encode(row: RowInput): BoundValue[] {
    for (const name in row)
      if (!Object.hasOwn(this.#table.columns, name)) throw unknownColumn(this.#table.name, name);
    const values: BoundValue[] = new Array(this.columns.length);
    for (let index = 0; index < this.columns.length; index++) {
      const encode = this.#encoders[index];
      const name = this.columns[index];
      if (encode !== undefined && name !== undefined) values[index] = encode(row[name]);
    }
    return values;
  }
}

/** Refuses a column that a table does not have. */
export function unknownColumn(table: string, column: string): WarehouseError {
  return new WarehouseError("warehouse_column", `${table} has no column "${column}".`);
}

function encoder(table: TableDefinition, name: string): Encode {
  const column = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined;
  if (column === undefined) throw unknownColumn(table.name, name);
  const encode = byType(column, (problem) => {
    throw new WarehouseError("warehouse_value", `${table.name}.${name} ${problem}.`);
  });
  const required = column.nullable !== true && column.role !== "cleared";
  return (value) => {
    if (value !== null && value !== undefined) return encode(value);
    // JSON has a null of its own: `null` is a value of a JSON column that must have one.
    if (value === null && required && column.type === "json") return "null";
    if (required) throw new WarehouseError("warehouse_value", `${table.name}.${name} must have a value.`);
    return null;
  };
}

type Refuse = (problem: string) => never;

function byType(column: Column, refuse: Refuse): Encode {
  switch (column.type) {
    case "string":
      return column.role === "key"
        ? (value) => encodeKey(value, refuse)
        : (value) => encodeText(value, refuse);
    case "integer":
      return (value) => (Number.isSafeInteger(value) ? Number(value) : refuse("must be an integer"));
    case "float":
      return (value) => (Number.isFinite(value) ? Number(value) : refuse("must be a finite number"));
    case "boolean":
      return (value) => (typeof value === "boolean" ? Number(value) : refuse("must be true or false"));
    case "timestamp":
      return (value) => encodeTimestamp(value, refuse);
    case "json":
      return (value) => encodeJson(value, refuse);
  }
}

function encodeText(value: unknown, refuse: Refuse): string {
  return typeof value === "string" ? value : refuse("must be text");
}

/** Two keys with different halves of a character would be stored as one. */
function encodeKey(value: unknown, refuse: Refuse): string {
  const text = encodeText(value, refuse);
  return text.isWellFormed() ? text : refuse("must not contain half a character (a lone surrogate)");
}

const normalTimestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const isoTimestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

function encodeTimestamp(value: unknown, refuse: Refuse): string {
  if (typeof value !== "string") return refuse("must be a timestamp in ISO 8601");
  if (normalTimestamp.test(value)) return value;
  const time = isoTimestamp.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time)
    ? refuse("must be a timestamp in ISO 8601 with a zone")
    : new Date(time).toISOString();
}

function encodeJson(value: unknown, refuse: Refuse): string {
  if (value instanceof JsonText) return value.text;
  try {
    return JSON.stringify(value) ?? refuse("must be a JSON value");
  } catch (error) {
    if (error instanceof WarehouseError) throw error;
    // Too deep for this Node, a cycle or a bigint; the cause would quote the value.
    return refuse("cannot be written as JSON: it nests too deeply or is no JSON value");
  }
}
