import type { ConfigError } from "@lorchestra/jobs";
import { ProjectorError } from "../errors.ts";
import { projections } from "../views/index.ts";
import type { Projection } from "../views/projection.ts";

/** The view of that name; `validateConfig` has refused all others. */
export function namedProjection(name: string): Projection {
  const projection = projections.get(name);
  if (projection === undefined) throw new ProjectorError("unknown_projection", message(name));
  return projection;
}

/** An error when there is no view of that name. */
export function unknownProjection(job: string, path: string, name: string): ConfigError[] {
  return projections.has(name) ? [] : [{ job, path, message: message(name) }];
}

function message(name: string): string {
  return `There is no projection "${name}". There are: ${[...projections.keys()].join(", ")}.`;
}
