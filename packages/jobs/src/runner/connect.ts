import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dryRunWarehouse, openWarehouse, type Warehouse } from "@lorchestra/warehouse";
import type { Isolation } from "../files/isolation.ts";
import { type Project, resolveProjectPath } from "../project/project.ts";

/** An empty warehouse that is gone when it is closed: a dry run must not make the file that is not there yet. */
async function throwAwayWarehouse(): Promise<Warehouse> {
  const folder = mkdtempSync(join(tmpdir(), "lorchestra-dry-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const inner = await openWarehouse({ driver: "sqlite", path: join(folder, "warehouse.db") });
    return {
      ...inner,
      async close() {
        await inner.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/**
 * Opens the project's warehouse for a run: its `test_` twin tables, or one that writes nothing. Here isolation is
 * decided, once, for all that goes through `context.warehouse`.
 */
export async function connectWarehouse(project: Project, isolation: Isolation): Promise<Warehouse> {
  const { driver, path } = project.config.warehouse;
  const file = resolveProjectPath(project, path, "warehouse.path");
  if (isolation.dryRun && !existsSync(file)) return dryRunWarehouse(await throwAwayWarehouse());
  const warehouse = await openWarehouse({
    driver,
    path: file,
    ...(isolation.testTable ? { isolation: "test" } : {}),
  });
  return isolation.dryRun ? dryRunWarehouse(warehouse) : warehouse;
}
