import type { SQLOutputValue, StatementSync } from "node:sqlite";
import type { Json } from "../json.ts";
import type { Row } from "../sql.ts";
import { type Column, type TableDefinition, tables } from "../tables/index.ts";

type Decode = (value: SQLOutputValue) => Json;

/** Turns a statement's rows (as arrays) into rows of the warehouse: JSON parsed, BOOL as boolean, by the columns they come from. */
export interface RowDecoder {
  readonly columns: readonly string[];
  decode(values: readonly SQLOutputValue[]): Row;
}

/** Prepares a statement's decoding; its rows must come as arrays. `prefix` is the isolation prefix of its tables. */
export function rowDecoder(statement: StatementSync, prefix: string): RowDecoder {
  const origins = statement.columns();
  const columns = distinct(origins.map((origin) => origin.name));
  const decoders = origins.map(({ table, column }) => byColumn(originOf(table, column, prefix)));
  return {
    columns,
    decode: (values) => {
      const row: { [column: string]: Json } = {};
      for (let index = 0; index < columns.length; index++)
        set(row, columns[index] ?? "", (decoders[index] ?? plain)(values[index] ?? null));
      return row;
    },
  };
}

/** Rows of a statement as arrays: faster than objects, and no column can hide another. */
export function asArrays(statement: StatementSync): StatementSync {
  statement.setReturnArrays(true);
  return statement;
}

/** What node:sqlite gives as a row when it returns arrays; its types know objects only. */
export function valuesOf(row: unknown): readonly SQLOutputValue[] {
  if (!Array.isArray(row)) throw new TypeError("node:sqlite gave a row that is no array");
  return row;
}

function originOf(table: string | null, column: string | null, prefix: string): Column | undefined {
  if (table === null || column === null || !table.startsWith(prefix)) return undefined;
  const name = table.slice(prefix.length);
  const definitions: { readonly [name: string]: TableDefinition } = tables;
  if (!Object.hasOwn(definitions, name)) return undefined;
  const columns = definitions[name]?.columns ?? {};
  return Object.hasOwn(columns, column) ? columns[column] : undefined;
}

function byColumn(origin: Column | undefined): Decode {
  if (origin?.type === "json") return (value) => (typeof value === "string" ? parse(value) : plain(value));
  if (origin?.type === "boolean") return (value) => (value === null ? null : Number(value) !== 0);
  return plain;
}

function parse(text: string): Json {
  return JSON.parse(text);
}

/** A value that is no JSON is given as text: a blob as hex, a large integer in digits, an infinity by name. */
function plain(value: SQLOutputValue): Json {
  if (value === null || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  return Buffer.from(value).toString("hex");
}

function set(row: { [column: string]: Json }, name: string, value: Json): void {
  if (name !== "__proto__") row[name] = value;
  else Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
}

/** `SELECT a.x, b.x`: the second becomes `x_2`. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 2; taken.has(unique); number++) unique = `${name}_${number}`;
    taken.add(unique);
    return unique;
  });
}
