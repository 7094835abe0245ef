import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { BoundRow, BoundValue } from "../rows/encode-row.ts";
import { type ColumnRole, keyColumns, type TableDefinition } from "../tables/index.ts";
import { quote } from "./render.ts";

/** What a merge did with one row. */
export type MergeOutcome = "inserted" | "updated" | "unchanged";

/** The statements that merge rows into one table, as the roles of its columns say. */
export class RowMerger {
  readonly #insert: StatementSync;
  readonly #keep: StatementSync;
  readonly #keepOrder: readonly number[];
  readonly #keepWrites: boolean;
  readonly #update: StatementSync;
  readonly #updateOrder: readonly number[];
  #expectNew = true;

  constructor(db: DatabaseSync, table: TableDefinition, name: string) {
    const columns = Object.keys(table.columns);
    const having = (...roles: ColumnRole[]): string[] =>
      columns.filter((column) => roles.includes(table.columns[column]?.role ?? "created"));
    const order = (...lists: string[][]): number[] => lists.flat().map((column) => columns.indexOf(column));
    const keys = keyColumns(table);
    const content = having("content");
    const touched = having("touched");
    const written = having("content", "carried", "touched", "changed");
    const same = [...keys.map(equals), ...content.map(isSame)].join(" AND ");
    const marks = columns.map(() => "?").join(", ");
    this.#insert = db.prepare(
      `INSERT INTO ${quote(name)} (${columns.map(quote).join(", ")}) VALUES (${marks}) ON CONFLICT DO NOTHING`,
    );
    this.#keepWrites = touched.length > 0;
    this.#keep = db.prepare(
      this.#keepWrites
        ? `UPDATE ${quote(name)} SET ${touched.map(equals).join(", ")} WHERE ${same}`
        : `SELECT 1 FROM ${quote(name)} WHERE ${same}`,
    );
    this.#keepOrder = order(touched, keys, content);
    const sets = [...written.map(equals), ...having("cleared").map((column) => `${quote(column)} = NULL`)];
    this.#update = db.prepare(
      `UPDATE ${quote(name)} SET ${sets.join(", ")} WHERE ${keys.map(equals).join(" AND ")}`,
    );
    this.#updateOrder = order(written, keys);
  }

  /**
   * Merges one row inside the running transaction. The order of the statements is a guess that this row is as new as
   * the last one was; the guess costs time when it is wrong, never a different result.
   */
  merge(values: BoundRow): MergeOutcome {
    const guessedNew = this.#expectNew;
    if (guessedNew && this.#inserts(values)) return "inserted";
    this.#expectNew = false;
    if (this.#keeps(values)) return "unchanged";
    if (!guessedNew && this.#inserts(values)) {
      this.#expectNew = true;
      return "inserted";
    }
    this.#update.run(...pick(values, this.#updateOrder));
    return "updated";
  }

  #inserts(values: BoundRow): boolean {
    return Number(this.#insert.run(...values).changes) === 1;
  }

  #keeps(values: BoundRow): boolean {
    const bound = pick(values, this.#keepOrder);
    if (this.#keepWrites) return Number(this.#keep.run(...bound).changes) === 1;
    return this.#keep.get(...bound) !== undefined;
  }
}

const equals = (column: string): string => `${quote(column)} = ?`;
const isSame = (column: string): string => `${quote(column)} IS ?`;

function pick(values: BoundRow, order: readonly number[]): BoundValue[] {
  return order.map((index) => values[index] ?? null);
}
