import { importJob, loadSpecs } from "@lorchestra/jobs";
import { print, printJson } from "../output/print.ts";
import { openProject, type ProjectOptions } from "../project.ts";

type ShowOptions = ProjectOptions & { readonly json?: boolean };

/** `lorchestra jobs show <job_id>` or `<namespace> <job>`. */
export async function jobsShow(
  first: string,
  job: string | undefined,
  options: ShowOptions,
): Promise<number> {
  return job === undefined ? showSpec(first, options) : showRegistered(first, job, options);
}

async function showSpec(jobId: string, options: ShowOptions): Promise<number> {
  const { project, discovery } = await openProject(options);
  const { jobType, file, description, config } = await loadSpecs(project).read(jobId);
  const { packageName } = discovery.resolveType(jobType);
  const envelope = {
    job_id: jobId,
    job_type: jobType,
    ...(description === undefined ? {} : { description }),
  };
  const spec = { ...envelope, ...config };
  if (options.json) printJson({ file, package: packageName, spec });
  else print([jobId, `File: ${file}`, `Type: ${jobType} (${packageName})`, "", indented(spec)].join("\n"));
  return 0;
}

async function showRegistered(namespace: string, job: string, options: ShowOptions): Promise<number> {
  const { discovery } = await openProject(options);
  const { type, location, signature, description } = await importJob(discovery.find(namespace, job));
  if (options.json) {
    const shape = signature === undefined ? { config_schema: type.configSchema } : { signature };
    printJson({ namespace, job, location, ...shape, description });
    return 0;
  }
  const shape =
    signature === undefined ? `Config schema: ${indented(type.configSchema)}` : `Signature: ${signature}`;
  const about = description === undefined ? [] : ["", description];
  print([`${namespace}/${job}`, `Location: ${location}`, shape, ...about].join("\n"));
  return 0;
}

const indented = (value: unknown): string => JSON.stringify(value, null, 2);
