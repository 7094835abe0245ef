import { runRegistered } from "@lorchestra/jobs";
import { execute } from "./execute.ts";
import { type RunCommandOptions, runOptionsOf } from "./run-options.ts";

/** `lorchestra run-job <namespace> <job>`. */
export async function runJob(namespace: string, job: string, options: RunCommandOptions): Promise<number> {
  const asked = await runOptionsOf(options);
  return execute(options.json ?? false, (live) => runRegistered({ ...asked, ...live, namespace, job }));
}
