import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import type { Json, JsonObject } from "@lorchestra/warehouse";
import { didYouMean } from "../config/suggest.ts";
import type { StreamConfig } from "../contract/context.ts";
import { ProjectError } from "../errors.ts";
import { type Environment, resolveAllReferences, resolveReferences } from "./environment.ts";
import { DEFAULT_PATHS, type PathName } from "./project-schema.ts";

/** lorchestra.yaml, checked, defaults applied, `${NAME}` references not yet resolved. */
export interface ProjectConfig {
  readonly warehouse: { readonly driver: "sqlite"; readonly path: string };
  readonly streams: {
    readonly [name: string]: { readonly tap: string; readonly stream: string; readonly config: JsonObject };
  };
  readonly paths: { readonly [name in PathName]?: string };
}

/** A project: a folder with lorchestra.yaml. */
export interface Project {
  /** Absolute path of the folder. */
  readonly root: string;
  /** Absolute path of lorchestra.yaml. */
  readonly file: string;
  readonly config: ProjectConfig;
  /** The process's environment over that of `.env`; never printed. */
  readonly environment: Environment;
}

/** An absolute path from one of the project's file: `${NAME}` and `~` resolved, relative to the project. */
export function resolveProjectPath(project: Project, path: string, where: string): string {
  const named = resolveReferences(path, {
    environment: project.environment,
    where: `${project.file}: ${where}`,
  });
  return resolve(project.root, named === "~" || named.startsWith("~/") ? homedir() + named.slice(1) : named);
}

/**
 * A stream with its references resolved. Throws a {@link ProjectError}: the stream is unknown (with near names), or
 * it needs a variable that is not set.
 */
export function projectStream(project: Project, name: string): StreamConfig {
  const { streams } = project.config;
  const found = Object.hasOwn(streams, name) ? streams[name] : undefined;
  if (found === undefined) {
    const hint = didYouMean(name, Object.keys(streams));
    throw new ProjectError(`${project.file} has no stream "${name}" under streams${hint}`);
  }
  const where = `${project.file}: streams.${name}.config`;
  const source = { environment: project.environment, where };
  const config = Object.entries(found.config).map(([key, value]): [string, Json] => [
    key,
    resolveAllReferences(value, { ...source, where: `${where}.${key}` }),
  ]);
  return { name, tap: found.tap, stream: found.stream, config: Object.fromEntries(config) };
}

const isPathName = (name: string): name is PathName => Object.hasOwn(DEFAULT_PATHS, name);

/** A folder of the project: as configured, else the default when it is there, else undefined. */
export function projectPath(project: Project, name: string): string | undefined {
  if (!isPathName(name)) return undefined;
  const configured = project.config.paths[name];
  if (configured !== undefined) return resolveProjectPath(project, configured, `paths.${name}`);
  const usual = resolve(project.root, DEFAULT_PATHS[name]);
  return existsSync(usual) ? usual : undefined;
}
