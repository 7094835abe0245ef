/** Column types in the warehouse's own terms; a driver maps them (BigQuery: STRING, INT64, FLOAT64, BOOL, JSON, TIMESTAMP; SQLite: TEXT, INTEGER, REAL). */
export type ColumnType = "string" | "integer" | "float" | "boolean" | "json" | "timestamp";

/**
 * What a merge does with a column.
 * - `key`: identifies the row.
 * - `content`: compared; a difference makes the row an update.
 * - `carried`: goes with the content, but is not compared itself (a payload whose hash is compared).
 * - `touched`: written by every merge of the row; alone it makes no update (`last_seen`).
 * - `created`: written on insert, kept ever after (`first_seen`).
 * - `changed`: written on insert and when the content changed (`changed_at`).
 * - `cleared`: set to null when the content changed (validation results of an older payload).
 */
export type ColumnRole = "key" | "content" | "carried" | "touched" | "created" | "changed" | "cleared";

/** One column. */
export interface Column {
  readonly type: ColumnType;
  readonly role: ColumnRole;
  readonly nullable?: boolean;
  readonly description: string;
}

/** A table of the warehouse: what it holds and what a merge means for it. An append-only table has no `key` column roles. */
export interface TableDefinition {
  readonly name: string;
  readonly description: string;
  readonly columns: { readonly [column: string]: Column };
  /** Indexes that local drivers make; each is a list of columns. */
  readonly indexes?: readonly (readonly string[])[];
  /** BigQuery layout. */
  readonly clusterBy?: readonly string[];
  /** BigQuery layout: the TIMESTAMP column whose date partitions the table. */
  readonly partitionBy?: string;
}

/** The key columns of a table, in order. */
export function keyColumns(table: TableDefinition): string[] {
  return Object.keys(table.columns).filter((name) => table.columns[name]?.role === "key");
}
