import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { WarehouseError } from "../errors.ts";
import { mark } from "../mark.ts";
import type { SqliteWarehouseOptions } from "../open-warehouse.ts";
import { charactersOf, inBatches } from "../rows/batches.ts";
import { type BoundRow, RowEncoder, unknownColumn } from "../rows/encode-row.ts";
import { type Row, type Sql, sql } from "../sql.ts";
import { keyColumns, type TableDefinition, type TableName, tables } from "../tables/index.ts";
import type {
  CreateViewOptions,
  MergeCounts,
  MergeOptions,
  RowInput,
  UpdateCounts,
  ViewDefinition,
  Warehouse,
} from "../warehouse.ts";
import { whenFree } from "./busy.ts";
import { openFile } from "./connection.ts";
import { asArrays, rowDecoder, valuesOf } from "./decode-rows.ts";
import { sqliteDialect } from "./dialect.ts";
import { RowMerger } from "./merge-rows.ts";
import { runReadOnly } from "./read-only.ts";
import { Readers } from "./readers.ts";
import { quote, render } from "./render.ts";
import { transaction } from "./transaction.ts";
import { type BoundUpdate, RowUpdater } from "./update-rows.ts";
import { replaceView, viewDiffers, viewText } from "./views.ts";

const removedAtOnce = 5000;

/**
 * Opens a warehouse in one SQLite file (node:sqlite, WAL). Many processes may have it open; writers take turns.
 *
 * @throws WarehouseError when the file is no warehouse, is newer than this program, or cannot be read and written
 */
export async function openSqliteWarehouse(
  options: Omit<SqliteWarehouseOptions, "driver">,
): Promise<Warehouse> {
  if (options.path === "" || options.path === ":memory:")
    throw new WarehouseError("warehouse_cannot_open", "A SQLite warehouse is a file: give its path.");
  const path = resolve(options.path);
  const prefix = options.isolation === "test" ? "test_" : "";
  return new SqliteWarehouse(await openFile(path, prefix), path, prefix);
}

class SqliteWarehouse implements Warehouse {
  readonly driver = "sqlite";
  readonly sql = sql;
  readonly dialect = sqliteDialect;
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #prefix: string;
  readonly #readers: Readers;
  readonly #mergers = new Map<string, RowMerger>();

  constructor(db: DatabaseSync, path: string, prefix: string) {
    this.#db = db;
    this.#path = path;
    this.#prefix = prefix;
    this.#readers = new Readers(path);
  }

  async query(query: Sql): Promise<Row[]> {
    const { text, values } = render(query, this.#prefix);
    return this.#run(() => {
      const statement = asArrays(this.#db.prepare(text));
      const rows: readonly unknown[] = statement.all(...values);
      const decoder = rowDecoder(statement, this.#prefix);
      return rows.map((row) => decoder.decode(valuesOf(row)));
    });
  }

  async *stream(query: Sql): AsyncGenerator<Row, void, void> {
    this.#mustBeOpen();
    const { text, values } = render(query, this.#prefix);
    yield* this.#readers.rows(text, values, this.#prefix);
  }

  async readOnly(text: string): ReturnType<Warehouse["readOnly"]> {
    this.#mustBeOpen();
    return runReadOnly(this.#readers, this.#path, this.#prefix, text);
  }

  async append(table: TableName, rows: readonly RowInput[]): Promise<void> {
    const definition: TableDefinition = tables[table];
    if (keyColumns(definition).length > 0)
      throw new WarehouseError("warehouse_table", `${table} has a key: merge rows into it.`);
    const encoder = new RowEncoder(definition);
    const encoded = rows.map((row) => encoder.encode(row));
    const columns = encoder.columns.map(quote).join(", ");
    const marks = encoder.columns.map(() => "?").join(", ");
    await this.#run(() =>
      transaction(this.#db, () => {
        const insert = this.#db.prepare(`INSERT INTO ${this.#name(table)} (${columns}) VALUES (${marks})`);
        for (const values of encoded) insert.run(...values);
      }),
    );
  }

  async merge(
    table: TableName,
    rows: AsyncIterable<RowInput> | Iterable<RowInput>,
    options: MergeOptions = {},
  ): Promise<MergeCounts> {
    const definition: TableDefinition = tables[table];
    if (keyColumns(definition).length === 0)
      throw new WarehouseError("warehouse_table", `${table} has no key: append rows to it.`);
    const encoder = new RowEncoder(definition);
    const total = { inserted: 0, updated: 0, unchanged: 0 };
    const encode = (row: RowInput): { bound: BoundRow; characters: number } => {
      const bound = encoder.encode(row);
      return { bound, characters: charactersOf(bound) };
    };
    await inBatches(rows, options, encode, async (batch) => {
      mark("merge.before");
      const counts = await this.#run(() =>
        transaction(this.#db, () => {
          const merger = this.#merger(definition);
          const counts = { inserted: 0, updated: 0, unchanged: 0 };
          for (const values of batch) counts[merger.merge(values)]++;
          return counts;
        }),
      );
      mark("merge.after");
      total.inserted += counts.inserted;
      total.updated += counts.updated;
      total.unchanged += counts.unchanged;
      options.onBatch?.({ ...total });
    });
    return total;
  }

  async update(
    table: TableName,
    rows: AsyncIterable<RowInput> | Iterable<RowInput>,
    options: MergeOptions = {},
  ): Promise<UpdateCounts> {
    this.#mustBeOpen();
    const updater = new RowUpdater(this.#db, tables[table], this.#prefix + table);
    const total = { updated: 0, unchanged: 0, missing: 0 };
    const encode = (row: RowInput): { bound: BoundUpdate; characters: number } => {
      const bound = updater.bind(row);
      return { bound, characters: charactersOf(bound.values) };
    };
    await inBatches(rows, options, encode, async (batch) => {
      mark("merge.before");
      const counts = await this.#run(() =>
        transaction(this.#db, () => {
          const counts = { updated: 0, unchanged: 0, missing: 0 };
          for (const { statements, values } of batch) counts[statements.update(values)]++;
          return counts;
        }),
      );
      mark("merge.after");
      total.updated += counts.updated;
      total.unchanged += counts.unchanged;
      total.missing += counts.missing;
      options.onBatch?.({ inserted: 0, updated: total.updated, unchanged: total.unchanged });
    });
    return total;
  }

  async remove(
    table: TableName,
    column: string,
    values: readonly string[],
    within: { readonly [column: string]: string } = {},
  ): Promise<number> {
    const columns = Object.keys(within);
    for (const name of [column, ...columns])
      if (!Object.hasOwn(tables[table].columns, name)) throw unknownColumn(table, name);
    const only = columns.map((name) => ` AND ${quote(name)} = ?`).join("");
    let removed = 0;
    for (let start = 0; start < values.length; start += removedAtOnce) {
      const some = values.slice(start, start + removedAtOnce);
      const marks = some.map(() => "?").join(", ");
      const text = `DELETE FROM ${this.#name(table)} WHERE ${quote(column)} IN (${marks})${only}`;
      const bound = [...some, ...Object.values(within)];
      removed += await this.#run(() =>
        transaction(this.#db, () => Number(this.#db.prepare(text).run(...bound).changes)),
      );
    }
    return removed;
  }

  async createView(view: ViewDefinition, options: CreateViewOptions = {}): Promise<boolean> {
    const name = this.#prefix + view.name;
    if (Object.hasOwn(tables, view.name))
      throw new WarehouseError("warehouse_table", `${view.name} is a table: a view needs another name.`);
    const text = viewText(view, this.#prefix);
    return this.#run(() => {
      if (!viewDiffers(this.#db, name, text)) return false;
      if (options.checkOnly) return true;
      return transaction(this.#db, () => {
        const differs = viewDiffers(this.#db, name, text);
        if (differs) replaceView(this.#db, name, text);
        return differs;
      });
    });
  }

  async close(): Promise<void> {
    if (!this.#db.isOpen) return;
    this.#readers.close();
    this.#mergers.clear();
    this.#db.close();
  }

  /** A table's name in the file, isolation applied, quoted. */
  #name(table: TableName): string {
    return quote(this.#prefix + table);
  }

  #merger(table: TableDefinition): RowMerger {
    const merger = this.#mergers.get(table.name) ?? new RowMerger(this.#db, table, this.#prefix + table.name);
    this.#mergers.set(table.name, merger);
    return merger;
  }

  #mustBeOpen(): void {
    if (!this.#db.isOpen)
      throw new WarehouseError("warehouse_closed", `The warehouse ${this.#path} was closed already.`);
  }

  async #run<T>(work: () => T): Promise<T> {
    this.#mustBeOpen();
    return whenFree(this.#path, work);
  }
}
