import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ProjectError } from "../errors.ts";

/** The file that makes a folder a project. */
export const PROJECT_FILE = "lorchestra.yaml";

/** The project file at `from`: that file itself, or the lorchestra.yaml of the nearest folder from there upward. */
export function findProjectFile(from: string): string {
  const start = resolve(from);
  const stats = statSync(start, { throwIfNoEntry: false });
  if (stats === undefined) throw new ProjectError(`there is no ${start}`);
  if (!stats.isDirectory()) return start;
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, PROJECT_FILE);
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) {
      throw new ProjectError(
        `no ${PROJECT_FILE} in ${start} or a folder above it; "lorchestra init" makes one`,
      );
    }
  }
}
