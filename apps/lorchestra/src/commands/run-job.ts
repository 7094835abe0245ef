import { runRegistered } from "@lorchestra/jobs";
import { openProject } from "../project.ts";
import { execute } from "./execute.ts";
import { parametersOf, type RunCommandOptions } from "./run-options.ts";

/** `lorchestra run-job <namespace> <job>`. */
export async function runJob(namespace: string, job: string, options: RunCommandOptions): Promise<number> {
  const parameters = parametersOf(options, new Date());
  const { project, discovery } = await openProject(options);
  return execute(options.json ?? false, ({ signal, bus }) =>
    runRegistered({
      project,
      discovery,
      namespace,
      job,
      parameters,
      dryRun: options.dryRun ?? false,
      testTable: options.testTable ?? false,
      signal,
      bus,
    }),
  );
}
