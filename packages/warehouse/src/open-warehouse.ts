import type { Warehouse } from "./warehouse.ts";

/** Where a SQLite warehouse lies and how it is opened. */
export interface SqliteWarehouseOptions {
  readonly driver: "sqlite";
  /** The file; made (0600) with its folders (0700) when it is not there. Relative to the working directory. */
  readonly path: string;
  /** `test`: every table and view is its `test_` twin; nothing of the real ones is read or written. */
  readonly isolation?: "test" | undefined;
}

/** How to open a warehouse; `driver` says which. */
export type WarehouseOptions = SqliteWarehouseOptions;

/**
 * Opens a warehouse and makes its tables where they are missing. Several processes may open a new one at once.
 * The driver is imported only here, so a program that never opens one does not pay for it.
 *
 * @throws WarehouseError
 *
 * @example
 * const warehouse = await openWarehouse({ driver: "sqlite", path: "data/warehouse.db" });
 */
export async function openWarehouse(options: WarehouseOptions): Promise<Warehouse> {
  const { openSqliteWarehouse } = await import("./sqlite/index.ts");
  return openSqliteWarehouse(options);
}
