import { homedir } from "node:os";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { PathRefusedError } from "../errors.ts";
import { type Environment, resolveReferences } from "../project/environment.ts";
import type { DryCopies } from "./dry-copies.ts";
import { type Isolation, isolatedPath } from "./isolation.ts";

/** What paths of a job are resolved against. */
export interface Location {
  /** The project's folder. */
  readonly root: string;
  readonly environment: Environment;
  readonly isolation: Isolation;
  /** Where a dry run writes its databases. */
  readonly dryCopies: DryCopies;
}

/** Whether `path` is `folder` or lies below it; both absolute. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/**
 * The absolute path of a sink: relative to the project, `~` and `${NAME}` expanded, isolation applied.
 * Refuses the project's own folder, the home folder and everything above them: a job lists and removes in its sink.
 */
export function locateSink(
  path: string,
  { root, environment, isolation }: Omit<Location, "dryCopies">,
): string {
  if (path === "" || path.includes("\0")) throw new PathRefusedError("a sink needs a path");
  const named = resolveReferences(path, { environment, where: `path ${path}` });
  const home = homedir();
  const expanded = named === "~" || named.startsWith("~/") ? home + named.slice(1) : named;
  const absolute = resolve(root, expanded);
  for (const forbidden of [root, home]) {
    if (isWithin(absolute, forbidden)) {
      throw new PathRefusedError(
        `${absolute} cannot be a sink: it is or contains ${forbidden}; name a folder of its own`,
      );
    }
  }
  return isolatedPath(absolute, isolation);
}
