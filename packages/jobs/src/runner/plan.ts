import { checkConfig } from "../config/check-config.ts";
import type { JobType } from "../contract/job-type.ts";
import type { ConfigError } from "../contract/problems.ts";
import type { Discovery } from "../discovery/discover-jobs.ts";
import { importJob } from "../discovery/import-job.ts";
import type { JobRegistration } from "../discovery/registrations.ts";
import { InvalidConfigError, JobsError } from "../errors.ts";
import type { Specs } from "../specs/load-specs.ts";

/** A job that is ready to run: imported, its configuration checked. */
export interface PlannedJob {
  readonly jobId: string;
  readonly registration: JobRegistration;
  readonly type: JobType<unknown>;
  /** Valid, defaults applied. */
  readonly config: unknown;
  /** Ids of the jobs that it runs. */
  readonly runs: readonly string[];
}

/** The job that was asked for and all jobs that it runs, by id. */
export type Plan = ReadonlyMap<string, PlannedJob>;

/** What loading the jobs of a plan found. */
interface Loading {
  readonly specs: Specs;
  readonly discovery: Discovery;
  readonly jobs: Map<string, PlannedJob>;
  /** Ids whose jobs below have been loaded too; a job may be reached in many ways. */
  readonly walked: Set<string>;
  /** Specs that cannot be read, types that do not exist or cannot be imported. */
  readonly loadErrors: ConfigError[];
  /** Configurations that their schema refuses. */
  readonly configErrors: ConfigError[];
}

async function loadJob(loading: Loading, jobId: string): Promise<PlannedJob | undefined> {
  try {
    const spec = await loading.specs.read(jobId);
    const registration = loading.discovery.resolveType(spec.jobType);
    const { type } = await importJob(registration);
    const owner = `job type ${type.name} of ${registration.packageName}`;
    const { config, errors } = checkConfig(type.configSchema, spec.config, { job: jobId, owner });
    loading.configErrors.push(...errors);
    if (errors.length > 0) return undefined;
    return { jobId, registration, type, config, runs: type.runs?.(config) ?? [] };
  } catch (error) {
    if (!(error instanceof JobsError)) throw error;
    loading.loadErrors.push({ job: jobId, path: "", message: error.message });
    return undefined;
  }
}

/** Loads a job and what it runs, depth first; `way` is how it was reached. */
async function walk(loading: Loading, jobId: string, way: readonly string[]): Promise<void> {
  if (way.includes(jobId)) {
    const circle = [...way.slice(way.indexOf(jobId)), jobId].join(" -> ");
    loading.configErrors.push({ job: jobId, path: "", message: `contains itself: ${circle}` });
    return;
  }
  if (loading.walked.has(jobId)) return;
  const job = await loadJob(loading, jobId);
  if (job !== undefined) loading.jobs.set(jobId, job);
  for (const next of new Set(job?.runs)) await walk(loading, next, [...way, jobId]);
  loading.walked.add(jobId);
}

/** `validateConfig` of each job, then `validateTogether` of each type. */
export function checkPlanned(jobs: Iterable<PlannedJob>): ConfigError[] {
  const planned = [...jobs];
  const each = planned.flatMap(({ type, config, jobId }) => type.validateConfig?.(config, jobId) ?? []);
  const byType = Map.groupBy(planned, (job) => job.type);
  const together = [...byType].flatMap(([type, same]) => type.validateTogether?.(same) ?? []);
  return [...each, ...together];
}

/** A plan and what is wrong with it, by phase. */
interface LoadedPlan {
  readonly plan: Plan;
  readonly loadErrors: readonly ConfigError[];
  readonly configErrors: readonly ConfigError[];
}

async function loadPlan(specs: Specs, discovery: Discovery, jobIds: readonly string[]): Promise<LoadedPlan> {
  const loading: Loading = {
    specs,
    discovery,
    jobs: new Map(),
    walked: new Set(),
    loadErrors: [],
    configErrors: [],
  };
  for (const jobId of jobIds) await walk(loading, jobId, []);
  return { plan: loading.jobs, loadErrors: loading.loadErrors, configErrors: loading.configErrors };
}

/**
 * Loads jobs and everything that they run, and checks their configurations; nothing is connected. Throws an
 * {@link InvalidConfigError} with all that loading found, else with all that the checks of the configurations found.
 */
export async function planJobs(specs: Specs, discovery: Discovery, jobIds: readonly string[]): Promise<Plan> {
  const { plan, loadErrors, configErrors } = await loadPlan(specs, discovery, jobIds);
  if (loadErrors.length > 0) throw new InvalidConfigError(loadErrors);
  const errors = [...configErrors, ...checkPlanned(plan.values())];
  if (errors.length > 0) throw new InvalidConfigError(errors);
  return plan;
}

/** Everything that is wrong with the job specs of a project, for `jobs validate`: broken ones hide nothing of others. */
export async function validateAll(
  specs: Specs,
  discovery: Discovery,
): Promise<{ readonly jobs: number; readonly errors: readonly ConfigError[] }> {
  const { plan, loadErrors, configErrors } = await loadPlan(specs, discovery, specs.jobIds);
  return {
    jobs: specs.jobIds.length,
    errors: [...loadErrors, ...configErrors, ...checkPlanned(plan.values())],
  };
}
