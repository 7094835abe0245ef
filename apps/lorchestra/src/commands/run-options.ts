import { parseInstant, type RunOptions, type RunParameters, UsageError } from "@lorchestra/jobs";
import { openProject, type ProjectOptions } from "../project.ts";

/** What `run` and `run-job` take from the command line. */
export interface RunCommandOptions extends ProjectOptions {
  readonly since?: string;
  readonly until?: string;
  readonly limit?: string;
  readonly account?: string;
  readonly param?: readonly string[];
  readonly dryRun?: boolean;
  readonly testTable?: boolean;
  readonly json?: boolean;
}

/** How the command line asks for a run, in the project that it names. */
export async function runOptionsOf(options: RunCommandOptions): Promise<RunOptions> {
  const parameters = parametersOf(options, new Date());
  const { dryRun = false, testTable = false } = options;
  return { ...(await openProject(options)), parameters, dryRun, testTable };
}

/** The parameters of a run; a malformed one is a usage error that says what is accepted. */
function parametersOf(options: RunCommandOptions, now: Date): Partial<RunParameters> {
  const { since, until, limit, account } = options;
  return {
    ...(since === undefined ? {} : { since: parseInstant(since, now) }),
    ...(until === undefined ? {} : { until: parseInstant(until, now) }),
    ...(limit === undefined ? {} : { limit: wholeNumber(limit) }),
    ...(account === undefined ? {} : { account }),
    params: Object.fromEntries((options.param ?? []).map(nameAndValue)),
  };
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new UsageError(`--limit takes a whole number of 1 or more, not "${text}".`);
  return Number(text);
}

function nameAndValue(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError(`--param takes name=value, not "${text}".`);
  return [text.slice(0, at), text.slice(at + 1)];
}
