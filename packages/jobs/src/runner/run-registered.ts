import { checkConfig } from "../config/check-config.ts";
import type { RunResult } from "../contract/report.ts";
import { importJob } from "../discovery/import-job.ts";
import { InvalidConfigError } from "../errors.ts";
import { loadSpecs } from "../specs/load-specs.ts";
import { invoke, type RunOptions } from "./invoke.ts";
import { checkPlanned, type PlannedJob, planJobs } from "./plan.ts";

/** Which registered job to run, and how. */
export interface RunRegisteredRequest extends RunOptions {
  readonly namespace: string;
  readonly job: string;
}

/**
 * Runs a registered job without a spec. `parameters.params` is its configuration (text turned into the numbers and
 * booleans that its schema asks for); a registered function gets them among its arguments. The run's job id is the
 * job's name.
 *
 * Rejects like {@link runJob}, also with a {@link JobPackageError} when the package is broken.
 */
export async function runRegistered(request: RunRegisteredRequest): Promise<RunResult> {
  const { project, discovery } = request;
  const registration = discovery.find(request.namespace, request.job);
  const { type } = await importJob(registration);
  const checked = checkConfig(type.configSchema, request.parameters?.params ?? {}, {
    job: request.job,
    owner: `job ${request.namespace}/${request.job} of ${registration.packageName}`,
    coerce: true,
  });
  if (checked.errors.length > 0) throw new InvalidConfigError(checked.errors);
  const { config } = checked;
  const job: PlannedJob = { jobId: request.job, registration, type, config, runs: type.runs?.(config) ?? [] };
  const errors = checkPlanned([job]);
  if (errors.length > 0) throw new InvalidConfigError(errors);
  const others = job.runs.length === 0 ? [] : await planJobs(loadSpecs(project), discovery, job.runs);
  return invoke(request, new Map([[job.jobId, job], ...others]), job);
}
