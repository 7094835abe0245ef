import { loadSpecs } from "@lorchestra/jobs";
import { print, printJson, say } from "../output/print.ts";
import { openProject, type ProjectOptions } from "../project.ts";

/** A group of jobs under one heading. */
interface Group {
  readonly name: string;
  readonly jobs: readonly string[];
}

/** `lorchestra jobs list`: the project's specs by type, then what packages registered; imports no job module. */
export async function jobsList(
  namespace: string | undefined,
  options: ProjectOptions & { readonly type?: string; readonly json?: boolean },
): Promise<number> {
  const { project, discovery } = await openProject(options);
  const registered = discovery.registrations.filter(
    (each) => namespace === undefined || each.namespace === namespace,
  );
  const specs =
    namespace === undefined
      ? [...(await loadSpecs(project)).values()].filter(
          (spec) => options.type === undefined || spec.jobType === options.type,
        )
      : [];
  if (options.json) {
    printJson({
      specs: specs.map(({ jobId, jobType, file }) => ({ job_id: jobId, job_type: jobType, file })),
      registered: registered.map(({ namespace: space, job, packageName }) => ({
        namespace: space,
        job,
        package: packageName,
      })),
    });
    return 0;
  }
  const bySpec = groups(specs.map(({ jobType, jobId }) => [jobType, jobId]));
  const byNamespace =
    options.type === undefined ? groups(registered.map((each) => [each.namespace, each.job])) : [];
  if (bySpec.length > 0) say(`Jobs of ${project.file}, by type (lorchestra run <job_id>):`);
  if (bySpec.length > 0) print(render(bySpec));
  if (byNamespace.length > 0)
    say(
      `${bySpec.length > 0 ? "\n" : ""}Registered by packages, by namespace (lorchestra run-job <namespace> <job>):`,
    );
  if (byNamespace.length > 0) print(render(byNamespace));
  if (bySpec.length + byNamespace.length === 0) say("No such jobs.");
  return 0;
}

function groups(pairs: readonly (readonly [group: string, job: string])[]): Group[] {
  const found = Map.groupBy(pairs, ([group]) => group);
  return [...found]
    .map(([name, members]) => ({ name, jobs: members.map(([, job]) => job).sort() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function render(list: readonly Group[]): string {
  return list.map(({ name, jobs }) => [`${name}:`, ...jobs.map((job) => `  ${job}`)].join("\n")).join("\n");
}
