import type { Json, JsonText } from "./json.ts";
import type { Row, Sql, SqlTag } from "./sql.ts";
import type { ColumnType, TableName } from "./tables/index.ts";

/** A row to write: a value per column; a column left out is null. Timestamps are ISO 8601 UTC text. */
export type RowInput = { readonly [column: string]: Json | JsonText | undefined };

/**
 * What a merge did. `inserted + updated + unchanged` = rows given: the counts are those of merging the rows one
 * after the other, whatever the batch size, so a row given twice is one insert and one unchanged.
 */
export interface MergeCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** What an update did. `updated + unchanged + missing` = rows given. */
export interface UpdateCounts {
  readonly updated: number;
  readonly unchanged: number;
  /** Rows whose key is not in the table; nothing is inserted for them. */
  readonly missing: number;
}

/** Options of a merge. */
export interface MergeOptions {
  /** Rows per transaction or load job; 5000 unless given. Large rows make a batch full earlier. */
  readonly batchSize?: number;
  /** Called after each committed batch with the counts so far. */
  readonly onBatch?: (counts: MergeCounts) => void;
  readonly signal?: AbortSignal;
}

/** Options of {@link Warehouse.createView}. */
export interface CreateViewOptions {
  /** Only says whether the definition would change; changes nothing. */
  readonly checkOnly?: boolean;
}

/** A view: one definition for every driver; what differs between dialects comes from {@link Dialect}. */
export interface ViewDefinition {
  readonly name: string;
  readonly description: string;
  /** The columns in order, with the types that a copy of the view gets. */
  readonly columns: {
    readonly [column: string]: { readonly type: ColumnType; readonly description: string };
  };
  /** Columns that identify a row. */
  readonly key: readonly string[];
  readonly select: (sql: SqlTag, dialect: Dialect) => Sql;
}

/** The few expressions that differ between SQL dialects. `path` is a list of object keys. */
export interface Dialect {
  readonly name: "sqlite" | "bigquery";
  /** A scalar inside a JSON column as text, null when absent. */
  jsonText(column: Sql, path: readonly string[]): Sql;
  /** A number inside a JSON column as FLOAT64. */
  jsonNumber(column: Sql, path: readonly string[]): Sql;
  /** An object or array inside a JSON column as JSON text. */
  jsonValue(column: Sql, path: readonly string[]): Sql;
  /** The text of an expression, `CAST(x AS STRING)`. */
  text(expression: Sql): Sql;
  /** The date part (YYYY-MM-DD) of a timestamp as text. */
  dateText(timestamp: Sql): Sql;
}

/**
 * Where everything is kept. A driver is one folder behind this interface; no dialect leaks above it.
 * All methods reject with a {@link WarehouseError}; busy databases are waited for inside the driver.
 */
export interface Warehouse {
  readonly driver: string;
  readonly sql: SqlTag;
  readonly dialect: Dialect;
  /** All rows of a query. */
  query(sql: Sql): Promise<Row[]>;
  /** The rows of a query one by one, in constant memory, from one consistent snapshot. Writing meanwhile is fine. */
  stream(sql: Sql): AsyncIterable<Row>;
  /** Runs a person's SQL text. Anything but one read is refused by the engine itself with a `ReadOnlyError`. */
  readOnly(text: string): Promise<{ readonly columns: readonly string[]; readonly rows: AsyncIterable<Row> }>;
  /** Adds rows to an append-only table. */
  append(table: TableName, rows: readonly RowInput[]): Promise<void>;
  /** Inserts or updates by key, as the roles of the table's columns say. Each batch is one atomic commit. */
  merge(
    table: TableName,
    rows: AsyncIterable<RowInput> | Iterable<RowInput>,
    options?: MergeOptions,
  ): Promise<MergeCounts>;
  /** Sets the given columns (besides the key) of rows that exist; a row that has these values already is unchanged. Touched columns do not count. */
  update(
    table: TableName,
    rows: AsyncIterable<RowInput> | Iterable<RowInput>,
    options?: MergeOptions,
  ): Promise<UpdateCounts>;
  /** Removes rows where `column` is one of the values and, if given, the columns of `within` have these values; the number removed. */
  remove(
    table: TableName,
    column: string,
    values: readonly string[],
    within?: { readonly [column: string]: string },
  ): Promise<number>;
  /** Creates or replaces a view. Resolves to whether its definition changed. */
  createView(view: ViewDefinition, options?: CreateViewOptions): Promise<boolean>;
  close(): Promise<void>;
}
