import { loadSpecs } from "@lorchestra/jobs";
import { print, printJson, say } from "../output/print.ts";
import { openProject, type ProjectOptions } from "../project.ts";

const unreadable = "unreadable (see: lorchestra jobs validate)";

/** `lorchestra jobs list`: the project's specs by type, then what packages registered; imports no job module. */
export async function jobsList(
  namespace: string | undefined,
  options: ProjectOptions & { readonly type?: string; readonly json?: boolean },
): Promise<number> {
  const { project, discovery } = await openProject(options);
  const found = namespace === undefined ? loadSpecs(project).list() : [];
  const specs = found.filter((spec) => options.type === undefined || spec.jobType === options.type);
  const registered = discovery.registrations.filter(
    (each) =>
      (namespace === undefined || each.namespace === namespace) &&
      (options.type === undefined || each.job === options.type),
  );
  if (options.json) {
    printJson({
      specs: specs.map(({ jobId, jobType, description }) => ({
        job_id: jobId,
        job_type: jobType,
        description,
      })),
      registered: registered.map((each) => ({
        namespace: each.namespace,
        job: each.job,
        package: each.packageName,
      })),
    });
    return 0;
  }
  const lists = [
    {
      heading: `Jobs of ${project.file}, by type (lorchestra run <job_id>):`,
      text: grouped(specs.map(({ jobType, jobId }) => [jobType ?? unreadable, jobId])),
    },
    {
      heading: "Registered by packages, by namespace (lorchestra run-job <namespace> <job>):",
      text: grouped(registered.map((each) => [each.namespace, each.job])),
    },
  ].filter(({ text }) => text !== "");
  for (const { heading, text } of lists) {
    say(heading);
    print(text);
  }
  if (lists.length === 0) say("No such jobs.");
  return 0;
}

function grouped(pairs: readonly (readonly [group: string, job: string])[]): string {
  const groups = [...Map.groupBy(pairs, ([group]) => group)].sort(([a], [b]) => (a < b ? -1 : 1));
  return groups
    .flatMap(([group, members]) => [`${group}:`, ...members.map(([, job]) => `  ${job}`).sort()])
    .join("\n");
}
