export { dryRunWarehouse } from "./dry-run/dry-run-warehouse.ts";
export { ReadOnlyError, WarehouseError } from "./errors.ts";
export { type Json, type JsonObject, JsonText } from "./json.ts";
export { type Mark, mark } from "./mark.ts";
export { openWarehouse, type SqliteWarehouseOptions, type WarehouseOptions } from "./open-warehouse.ts";
export type {
  DueInput,
  DueRequest,
  InputSelection,
  Outcome,
  Outcomes,
  StreamStates,
} from "./outcomes/contract.ts";
export { createOutcomes } from "./outcomes/create-outcomes.ts";
export { createStreamStates } from "./outcomes/create-stream-states.ts";
export type { Provenance } from "./outcomes/record.ts";
export { type Row, type Sql, type SqlPart, type SqlTag, type SqlValue, sql } from "./sql.ts";
export {
  type Column,
  type ColumnRole,
  type ColumnType,
  keyColumns,
  type TableDefinition,
  type TableName,
  tables,
} from "./tables/index.ts";
export type {
  CreateViewOptions,
  Dialect,
  MergeCounts,
  MergeOptions,
  RowInput,
  UpdateCounts,
  ViewDefinition,
  Warehouse,
} from "./warehouse.ts";
