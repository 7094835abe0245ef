import { createRequire } from "node:module";
import { Command } from "commander";

const manifest: { readonly version: string } = createRequire(import.meta.url)("../package.json");

const commandHelp = `
Exit codes: 0 done, 1 failed, 2 usage, 3 done with too many quarantined records, 130 interrupted.
Data goes to stdout, everything else to stderr. NO_COLOR is respected.`;

/**
 * The command line as data. Each command's module is imported when it runs, so that asking for help costs little
 * more than starting Node.
 */
export function createProgram(exit: (code: number) => void): Command {
  const program = new Command("lorchestra")
    .description("From mailbox to scored, filed record: runs jobs on a warehouse you own.")
    .version(manifest.version)
    .option("-C, --project <folder>", "the project's folder (default: the nearest lorchestra.yaml upward)")
    .addHelpText("after", commandHelp)
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });

  /** Options of the command with the program's own. */
  const all = (command: Command) => command.optsWithGlobals();

  const shared = (command: Command) => command.exitOverride();

  const run = (command: Command) =>
    shared(command)
      .option(
        "--since <when>",
        "only what is dated at or after: ISO 8601 (UTC unless a zone is given) or -7d, -12h, -30m, -2w",
      )
      .option("--until <when>", "only what is dated before; same forms")
      .option("--limit <n>", "at most n records per stream")
      .option("--dry-run", "do everything but write, and say what would change (20 records per stream)")
      .option("--test-table", "use test_ twins of all tables and files; the real ones are not touched")
      .option("--json", "print the result as JSON");

  run(program.command("run <job_id>"))
    .description("run a job of the project, with all that it needs")
    .action(async (jobId: string, _options: unknown, command: Command) =>
      exit(await (await import("./commands/run.ts")).run(jobId, all(command))),
    );

  run(program.command("run-job <namespace> <job>"))
    .description("run a job as its package registered it, without a spec")
    .option("--account <name>", "handed to the job as `account`")
    .option("--param <name=value>", "handed to the job; may be repeated", collect, [])
    .action(async (namespace: string, job: string, _options: unknown, command: Command) =>
      exit(await (await import("./commands/run-job.ts")).runJob(namespace, job, all(command))),
    );

  const jobs = shared(program.command("jobs")).description("list, show and check jobs");
  shared(jobs.command("list [namespace]"))
    .description("the project's jobs and those that packages registered")
    .option("--type <job_type>", "only jobs of this type")
    .option("--json", "print JSON")
    .action(async (namespace: string | undefined, _options: unknown, command: Command) =>
      exit(await (await import("./commands/jobs-list.ts")).jobsList(namespace, all(command))),
    );
  shared(jobs.command("show <job_or_namespace> [job]"))
    .description("a job's spec, or a registered job's location, signature or config schema, and description")
    .option("--json", "print JSON")
    .action(async (first: string, job: string | undefined, _options: unknown, command: Command) =>
      exit(await (await import("./commands/jobs-show.ts")).jobsShow(first, job, all(command))),
    );
  shared(jobs.command("validate"))
    .description("check every job of the project; connects to nothing")
    .option("--json", "print JSON")
    .action(async (_options: unknown, command: Command) =>
      exit(await (await import("./commands/jobs-validate.ts")).jobsValidate(all(command))),
    );

  shared(program.command("stats <what>"))
    .description("counts: raw, canonical, jobs or measurements")
    .option("--days <n>", "only the last n days (jobs)")
    .option("--test-table", "of the test_ twins")
    .option("--json", "print JSON")
    .action(async (what: string, _options: unknown, command: Command) =>
      exit(await (await import("./commands/stats.ts")).stats(what, all(command))),
    );

  shared(program.command("sql <query>"))
    .description("run one reading SQL statement on the warehouse; anything else is refused by its engine")
    .option("--test-table", "on the test_ twins")
    .option("--json", "print JSON, one array of rows")
    .action(async (query: string, _options: unknown, command: Command) =>
      exit(await (await import("./commands/sql.ts")).sqlCommand(query, all(command))),
    );

  shared(program.command("init [folder]"))
    .description("start a project for your own files")
    .action(async (folder: string | undefined) =>
      exit(await (await import("./commands/init.ts")).init(folder ?? ".")),
    );

  shared(program.command("demo"))
    .description("run the whole way on a made-up practice: no accounts, no credentials")
    .option("--folder <folder>", "where the demo project lies", "lorchestra-demo")
    .option("--json", "print the result as JSON")
    .action(async (_options: unknown, command: Command) =>
      exit(await (await import("./commands/demo.ts")).demo(all(command))),
    );

  return program;
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}
