import {
  type Discovery,
  discoverJobs,
  loadProject,
  openProjectWarehouse,
  type Project,
} from "@lorchestra/jobs";
import type { Warehouse } from "@lorchestra/warehouse";
import { appFolder } from "./app-folder.ts";
import { say } from "./output/print.ts";

/** Options that every command has. */
export interface ProjectOptions {
  /** `--project`: a folder in the project; the working directory unless given. */
  readonly project?: string;
}

/** The project and what its packages register; nothing is imported or connected yet. */
export async function openProject(
  options: ProjectOptions,
): Promise<{ readonly project: Project; readonly discovery: Discovery }> {
  const project = await loadProject(options.project ?? process.cwd());
  const discovery = await discoverJobs({ projectRoot: project.root, from: appFolder });
  for (const problem of discovery.problems) say(`WARNING ${problem}; it is left out`);
  return { project, discovery };
}

/** Opens the project's warehouse for as long as `use` takes. */
export async function withWarehouse<T>(
  options: ProjectOptions & { readonly testTable?: boolean },
  use: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  const project = await loadProject(options.project ?? process.cwd());
  const warehouse = await openProjectWarehouse(project, { testTable: options.testTable ?? false });
  try {
    return await use(warehouse);
  } finally {
    await warehouse.close();
  }
}
