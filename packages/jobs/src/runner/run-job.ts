import type { RunResult } from "../contract/report.ts";
import { UsageError } from "../errors.ts";
import { loadSpecs } from "../specs/load-specs.ts";
import { invoke, type RunOptions } from "./invoke.ts";
import { planJobs } from "./plan.ts";
import { runParameters } from "./run-parameters.ts";

/** Which job spec to run, and how. */
export interface RunJobRequest extends RunOptions {
  readonly jobId: string;
}

/**
 * Runs a job spec of a project: load, `validateConfig` of all jobs that take part, connect, lock, `validate` of all,
 * execute. Each phase collects everything that is wrong and stops before the next.
 *
 * Rejects before anything is connected with a {@link UsageError} or an {@link InvalidConfigError}; from then on how
 * it went is in the result.
 *
 * @example
 * const project = await loadProject(process.cwd());
 * const discovery = await discoverJobs({ projectRoot: project.root });
 * const result = await runJob({ project, discovery, jobId: "ingest_stripe_customers" });
 * process.exitCode = exitCodeOf(result);
 */
export async function runJob(request: RunJobRequest): Promise<RunResult> {
  const { project, discovery, jobId } = request;
  runParameters(request.parameters ?? {}, request.dryRun ?? false);
  const specs = loadSpecs(project);
  // An unknown id is a slip of the caller, not a fault of the configuration.
  if (!specs.jobIds.includes(jobId)) await specs.read(jobId);
  const plan = await planJobs(specs, discovery, [jobId]);
  const job = plan.get(jobId);
  if (job === undefined) throw new UsageError(`there is no job "${jobId}"`);
  return invoke(request, plan, job);
}
