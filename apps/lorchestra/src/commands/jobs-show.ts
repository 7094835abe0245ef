import { importJob, loadSpecs, UsageError } from "@lorchestra/jobs";
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
  const spec = (await loadSpecs(project)).get(jobId);
  if (spec === undefined)
    throw new UsageError(`There is no job "${jobId}" in ${project.root}. See: lorchestra jobs list`);
  const { packageName } = discovery.resolveType(spec.jobType);
  if (options.json) printJson({ file: spec.file, package: packageName, spec: spec.document });
  else
    print(
      [
        spec.jobId,
        `File: ${spec.file}`,
        `Type: ${spec.jobType} (${packageName})`,
        "",
        JSON.stringify(spec.document, null, 2),
      ].join("\n"),
    );
  return 0;
}

async function showRegistered(namespace: string, job: string, options: ShowOptions): Promise<number> {
  const { discovery } = await openProject(options);
  const { type, location, signature, description } = await importJob(discovery.find(namespace, job));
  if (options.json) {
    printJson({
      namespace,
      job,
      location,
      signature,
      description,
      config_schema: signature === undefined ? type.configSchema : undefined,
    });
    return 0;
  }
  const how =
    signature === undefined
      ? `Config schema: ${JSON.stringify(type.configSchema, null, 2)}`
      : `Signature: ${signature}`;
  print(
    [
      `${namespace}/${job}`,
      `Location: ${location}`,
      how,
      ...(description === undefined ? [] : ["", description]),
    ].join("\n"),
  );
  return 0;
}
