import type { DatabaseSync, StatementSync } from "node:sqlite";
import { WarehouseError } from "../errors.ts";
import { type BoundRow, type BoundValue, RowEncoder } from "../rows/encode-row.ts";
import { keyColumns, type TableDefinition } from "../tables/index.ts";
import type { RowInput } from "../warehouse.ts";
import { quote } from "./render.ts";

/** What an update did with one row. */
export type UpdateOutcome = "updated" | "unchanged" | "missing";

/** A row to update, encoded, with the statements for its set of columns. */
export interface BoundUpdate {
  readonly statements: UpdateStatements;
  readonly values: BoundRow;
}

/** Updates rows of one table; rows may set different columns. */
export class RowUpdater {
  readonly #db: DatabaseSync;
  readonly #table: TableDefinition;
  readonly #name: string;
  readonly #bySet = new Map<string, UpdateStatements>();

  constructor(db: DatabaseSync, table: TableDefinition, name: string) {
    this.#db = db;
    this.#table = table;
    this.#name = name;
  }

  bind(row: RowInput): BoundUpdate {
    const columns = Object.keys(row).filter((column) => row[column] !== undefined);
    const set = columns.join("\n");
    const statements =
      this.#bySet.get(set) ?? new UpdateStatements(this.#db, this.#table, this.#name, columns);
    this.#bySet.set(set, statements);
    return { statements, values: statements.encoder.encode(row) };
  }
}

/** The statements that update one set of columns. */
export class UpdateStatements {
  readonly encoder: RowEncoder;
  readonly #db: DatabaseSync;
  /** Undefined when nothing but touched columns is set. */
  readonly #changeText: string | undefined;
  readonly #changeOrder: readonly number[];
  readonly #findText: string;
  readonly #findOrder: readonly number[];
  readonly #findWrites: boolean;
  // Prepared inside the transaction, where what the database says about it is waited for and translated.
  #change: StatementSync | undefined;
  #find: StatementSync | undefined;

  constructor(db: DatabaseSync, table: TableDefinition, name: string, columns: readonly string[]) {
    const keys = keyColumns(table);
    const unset = keys.filter((key) => !columns.includes(key));
    if (keys.length === 0 || unset.length > 0)
      throw new WarehouseError(
        "warehouse_value",
        `An update of ${table.name} must give ${keys.join(", ") || "a key, which it lacks"}.`,
      );
    this.encoder = new RowEncoder(table, columns);
    const role = (column: string): string | undefined => table.columns[column]?.role;
    const set = columns.filter((column) => !keys.includes(column));
    const compared = set.filter((column) => role(column) !== "touched");
    const touched = set.filter((column) => role(column) === "touched");
    const order = (...lists: (readonly string[])[]): number[] =>
      lists.flat().map((column) => columns.indexOf(column));
    const where = keys.map((key) => `${quote(key)} = ?`).join(" AND ");
    const assign = (list: readonly string[]): string =>
      list.map((column) => `${quote(column)} = ?`).join(", ");
    const same = compared.map((column) => `${quote(column)} IS ?`).join(" AND ");
    this.#db = db;
    this.#changeText =
      compared.length === 0
        ? undefined
        : `UPDATE ${quote(name)} SET ${assign(set)} WHERE ${where} AND NOT (${same})`;
    this.#changeOrder = order(set, keys, compared);
    this.#findWrites = touched.length > 0;
    this.#findText = this.#findWrites
      ? `UPDATE ${quote(name)} SET ${assign(touched)} WHERE ${where}`
      : `SELECT 1 FROM ${quote(name)} WHERE ${where}`;
    this.#findOrder = order(touched, keys);
  }

  /** Updates one row inside the running transaction. */
  update(values: BoundRow): UpdateOutcome {
    const bind = (order: readonly number[]): BoundValue[] => order.map((index) => values[index] ?? null);
    if (this.#changeText !== undefined) {
      this.#change ??= this.#db.prepare(this.#changeText);
      if (Number(this.#change.run(...bind(this.#changeOrder)).changes) > 0) return "updated";
    }
    this.#find ??= this.#db.prepare(this.#findText);
    const found = this.#findWrites
      ? Number(this.#find.run(...bind(this.#findOrder)).changes) > 0
      : this.#find.get(...bind(this.#findOrder)) !== undefined;
    return found ? "unchanged" : "missing";
  }
}
