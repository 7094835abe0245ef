import { describeConfigError, loadSpecs, validateAll } from "@lorchestra/jobs";
import { exitCodes } from "../exit-codes.ts";
import { print, printJson, say } from "../output/print.ts";
import { openProject, type ProjectOptions } from "../project.ts";

/** `lorchestra jobs validate`: every problem of every job, each on its line; exit code 2 when there are any. */
export async function jobsValidate(options: ProjectOptions & { readonly json?: boolean }): Promise<number> {
  const { project, discovery } = await openProject(options);
  const { jobs, errors } = await validateAll(loadSpecs(project), discovery);
  if (options.json) printJson({ jobs, errors });
  else for (const error of errors) print(describeConfigError(error));
  say(
    errors.length === 0
      ? `${jobs} jobs are right.`
      : `${errors.length} ${errors.length === 1 ? "problem" : "problems"} in ${jobs} jobs.`,
  );
  return errors.length === 0 ? exitCodes.done : exitCodes.usage;
}
