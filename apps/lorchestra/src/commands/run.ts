import { runJob } from "@lorchestra/jobs";
import { execute } from "./execute.ts";
import { type RunCommandOptions, runOptionsOf } from "./run-options.ts";

/** `lorchestra run <job_id>`. */
export async function run(jobId: string, options: RunCommandOptions): Promise<number> {
  const asked = await runOptionsOf(options);
  return execute(options.json ?? false, (live) => runJob({ ...asked, ...live, jobId }));
}
