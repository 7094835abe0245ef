import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dryRunWarehouse, openWarehouse, type Warehouse } from "@lorchestra/warehouse";
import type { Isolation } from "../files/isolation.ts";
import { type Project, resolveProjectPath } from "../project/project.ts";

/** A warehouse that is open, and how to be done with it. */
export interface Connection {
  readonly warehouse: Warehouse;
  close(): Promise<void>;
}

const warehouseFile = (project: Project): string =>
  resolveProjectPath(project, project.config.warehouse.path, "warehouse.path");

/**
 * Opens the warehouse of a project, or its `test_` twin tables. Throws a {@link ProjectError} for a variable that is
 * not set and a WarehouseError for what the driver says.
 */
export function openProjectWarehouse(
  project: Project,
  options: { readonly testTable?: boolean } = {},
): Promise<Warehouse> {
  return openWarehouse({
    driver: project.config.warehouse.driver,
    path: warehouseFile(project),
    ...(options.testTable === true ? { isolation: "test" } : {}),
  });
}

/** An empty warehouse that is gone when it is closed: a dry run must not make the file that is not there yet. */
async function connectThrowAway(): Promise<Connection> {
  const folder = mkdtempSync(join(tmpdir(), "lorchestra-dry-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const warehouse = await openWarehouse({ driver: "sqlite", path: join(folder, "warehouse.db") });
    const close = async (): Promise<void> => {
      try {
        await warehouse.close();
      } finally {
        remove();
      }
    };
    return { warehouse: dryRunWarehouse(warehouse), close };
  } catch (error) {
    remove();
    throw error;
  }
}

/**
 * Opens the project's warehouse for a run. Here isolation is decided, once, for all that goes through
 * `context.warehouse`.
 */
export async function connectWarehouse(project: Project, isolation: Isolation): Promise<Connection> {
  if (isolation.dryRun && !existsSync(warehouseFile(project))) return connectThrowAway();
  const warehouse = await openProjectWarehouse(project, isolation);
  return {
    warehouse: isolation.dryRun ? dryRunWarehouse(warehouse) : warehouse,
    close: () => warehouse.close(),
  };
}
