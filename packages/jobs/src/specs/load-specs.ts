import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import type { Json, JsonObject } from "@lorchestra/warehouse";
import { didYouMean } from "../config/suggest.ts";
import { ProjectError, UsageError } from "../errors.ts";
import { type Project, resolveProjectPath } from "../project/project.ts";
import { DEFAULT_PATHS } from "../project/project-schema.ts";
import { readText } from "../project/read-text.ts";
import { parseJsonFile } from "./parse-json.ts";

/** A job spec: what `jobs/definitions/**\/<job_id>.json` says. */
export interface JobSpec {
  readonly jobId: string;
  readonly jobType: string;
  readonly description?: string;
  /** Absolute path. */
  readonly file: string;
  /** Everything but the envelope; not checked against its job type yet. */
  readonly config: JsonObject;
}

/** The job specs of a project. */
export interface Specs {
  /** Folder that was looked in. */
  readonly folder: string;
  /** All job ids, sorted. */
  readonly jobIds: readonly string[];
  /** Reads one spec and checks its envelope. Throws a {@link UsageError} (unknown id) or {@link ProjectError}. */
  read(jobId: string): Promise<JobSpec>;
  /** What each spec says it is, for listing: no more is checked than that needs. */
  list(): readonly ListedSpec[];
}

/** A spec in a list. Without `jobType` the file cannot be used; `read` says why. */
export interface ListedSpec {
  readonly jobId: string;
  readonly jobType?: string;
  readonly description?: string;
}

const JOB_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;

/** A pipe would be waited for for ever, and a symlink to a folder above would show every spec again. */
function isSpecFile(path: string, folder: string): boolean {
  const below = relative(folder, dirname(path));
  const straight = realpathSync(dirname(path)) === join(realpathSync(folder), below);
  return straight && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function filesByJobId(folder: string): Map<string, string[]> {
  const files = new Map<string, string[]>();
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  for (const entry of entries) {
    if (!entry.name.endsWith(".json") || entry.name.startsWith(".")) continue;
    const path = join(entry.parentPath, entry.name);
    if (!isSpecFile(path, folder)) continue;
    const jobId = basename(entry.name, ".json");
    files.set(jobId, [...(files.get(jobId) ?? []), path].sort());
  }
  return files;
}

const isJsonObject = (value: unknown): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function checkEnvelope(value: unknown, jobId: string, file: string): JobSpec {
  if (!isJsonObject(value)) throw new ProjectError(`${file}: a job spec is a JSON object`);
  const { job_id, job_type, description, ...config } = value;
  const problems: string[] = [];
  if (!JOB_ID.test(jobId)) problems.push(`the file name must match ${JOB_ID.source}.json`);
  if (typeof job_id !== "string") problems.push('"job_id" is required and must be text');
  else if (job_id !== jobId)
    problems.push(`"job_id" is "${job_id.slice(0, 100)}", but the file is named ${jobId}.json`);
  if (description !== undefined && typeof description !== "string")
    problems.push('"description" must be text');
  if (typeof job_type !== "string") problems.push('"job_type" is required and must be text');
  if (problems.length > 0 || typeof job_type !== "string") {
    throw new ProjectError(problems.map((problem) => `${file}: ${problem}`).join("\n"));
  }
  return {
    jobId,
    jobType: job_type,
    file,
    config,
    ...(typeof description === "string" ? { description } : {}),
  };
}

function listed(jobId: string, file: string): ListedSpec {
  let value: unknown;
  try {
    value = JSON.parse(readText(file));
  } catch {
    // Listing goes on; reading this one names file, line and column.
    return { jobId };
  }
  if (!isJsonObject(value) || typeof value.job_type !== "string") return { jobId };
  const { job_type: jobType, description } = value;
  return { jobId, jobType, ...(typeof description === "string" ? { description } : {}) };
}

function specsFolder(project: Project): string {
  const configured = project.config.paths.jobs;
  const folder = resolveProjectPath(project, configured ?? DEFAULT_PATHS.jobs, "paths.jobs");
  if (configured !== undefined && !existsSync(folder)) {
    throw new ProjectError(`${project.file}: paths.jobs: there is no folder ${folder}`);
  }
  return folder;
}

/**
 * Lists the job specs of a project; each is read when it is asked for. A project without the usual folder has none.
 * Throws a {@link ProjectError} when a configured folder is not there.
 */
export function loadSpecs(project: Project): Specs {
  const folder = specsFolder(project);
  const files = filesByJobId(folder);
  const jobIds = [...files.keys()].sort();
  return {
    folder,
    jobIds,
    list: () => jobIds.map((jobId) => listed(jobId, files.get(jobId)?.[0] ?? "")),
    async read(jobId) {
      const [file, other] = files.get(jobId) ?? [];
      if (file === undefined) {
        throw new UsageError(`there is no job "${jobId}" in ${folder}${didYouMean(jobId, files.keys())}`);
      }
      if (other !== undefined) {
        throw new ProjectError(
          `the job id "${jobId}" is used twice: ${file} and ${other}; rename one of them`,
        );
      }
      return checkEnvelope(await parseJsonFile(readText(file), file), jobId, file);
    },
  };
}
