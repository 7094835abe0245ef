import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import { checkConfig, isTooDeep } from "../config/check-config.ts";
import { ProjectError } from "../errors.ts";
import { isValidProject } from "./check-project.generated.ts";
import type { Environment } from "./environment.ts";
import { findProjectFile } from "./find-project.ts";
import { parseYaml } from "./parse-yaml.ts";
import type { Project, ProjectConfig } from "./project.ts";
import { projectSchema } from "./project-schema.ts";
import { readText } from "./read-text.ts";

function readEnvironment(root: string, real: Environment): Environment {
  const file = join(root, ".env");
  return existsSync(file) ? { ...parseEnv(readText(file)), ...real } : { ...real };
}

/** The guard promises what the schema checks. */
const isConfig = (value: unknown): value is ProjectConfig => isValidProject(value);

/** Checks what lorchestra.yaml says and applies its defaults; an empty file is all defaults. Lists every problem. */
function checkProjectConfig(value: unknown, file: string): ProjectConfig {
  const config = value ?? {};
  if (!isTooDeep(config) && isConfig(config)) return config;
  const { errors } = checkConfig(projectSchema, config, { job: file, owner: "lorchestra" });
  const lines = errors.map(({ path, message }) => `${file}: ${path === "" ? "" : `${path}: `}${message}`);
  throw new ProjectError(lines.join("\n"));
}

/**
 * Loads the project at `from` (a folder in it, or its file): finds lorchestra.yaml upward, checks it, reads `.env`
 * beside it. The process's environment wins over `.env`, and neither is changed. Nothing is connected.
 *
 * Throws a {@link ProjectError}.
 */
export async function loadProject(
  from: string,
  options: { readonly environment?: Environment } = {},
): Promise<Project> {
  const file = findProjectFile(from);
  const root = dirname(file);
  const config = checkProjectConfig(await parseYaml(readText(file), file), file);
  return { root, file, config, environment: readEnvironment(root, options.environment ?? process.env) };
}
