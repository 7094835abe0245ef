import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject, Warehouse } from "@lorchestra/warehouse";
import { dryRunWarehouse, openWarehouse } from "@lorchestra/warehouse";
import { createEventBus } from "../bus/create-event-bus.ts";
import type { JobContext, JobProject, RunParameters } from "../contract/context.ts";
import type { StageReport } from "../contract/report.ts";
import { importFromProject } from "../discovery/import-package.ts";
import { JobsError } from "../errors.ts";
import type { BusEvent } from "../event-bus.ts";
import { DryCopies } from "../files/dry-copies.ts";
import type { Project } from "../project/project.ts";
import type { PathName } from "../project/project-schema.ts";
import { createContext } from "../runner/create-context.ts";
import { jobProject } from "../runner/job-project.ts";
import { formatRunId, newSessionId } from "../runner/run-id.ts";
import { runParameters } from "../runner/run-parameters.ts";
import type { RunRecord, Session } from "../runner/session.ts";

/** What a job's test decides; everything else is made. */
export interface TestContextOptions<C> {
  /** As it is after the schema check, defaults applied. */
  readonly config: C;
  readonly jobId?: string;
  /** The project's folder; a temporary one that `close` removes unless given. */
  readonly dir?: string;
  readonly parameters?: Partial<RunParameters>;
  readonly dryRun?: boolean;
  readonly testTable?: boolean;
  readonly now?: () => Date;
  /** `streams:` of the project; `${NAME}` is resolved from the process's environment. */
  readonly streams?: {
    readonly [name: string]: { readonly tap: string; readonly stream: string; readonly config: JsonObject };
  };
  /** `paths:` of the project. */
  readonly paths?: { readonly [name in PathName]?: string };
  /** What `project.importModule` gives for a specifier; others are imported from the project's folder. */
  readonly modules?: { readonly [specifier: string]: { readonly [name: string]: unknown } };
  readonly signal?: AbortSignal;
  /** An open warehouse to use; it stays open. A SQLite file in the project's folder unless given. */
  readonly warehouse?: Warehouse;
}

/** A real context on a real warehouse. */
export interface TestContext<C> {
  readonly context: JobContext<C>;
  /** The warehouse as it really is, also when the context of a dry run writes nothing. */
  readonly warehouse: Warehouse;
  /** Stages that have finished, growing. */
  readonly stages: readonly StageReport[];
  /** Everything that was published so far: logs, progress, stages. Delivered before `close` resolves. */
  readonly published: readonly BusEvent[];
  /** Closes the warehouse, removes a temporary folder. Rejects when an event could not be written. */
  close(): Promise<void>;
}

function recordingBus() {
  const bus = createEventBus();
  const published: BusEvent[] = [];
  bus.subscribe("test", (event) => void published.push(event));
  return { bus, published };
}

function testProject<C>(options: TestContextOptions<C>, root: string, path: string): JobProject {
  const project: Project = {
    root,
    file: join(root, "lorchestra.yaml"),
    config: {
      warehouse: { driver: "sqlite", path },
      streams: options.streams ?? {},
      paths: options.paths ?? {},
    },
    environment: process.env,
  };
  const given = options.modules ?? {};
  return jobProject(
    project,
    async (specifier) => given[specifier] ?? importFromProject(specifier, { projectRoot: root }),
  );
}

const runNothing = async (jobId: string): Promise<never> => {
  throw new JobsError("undeclared_run", `a test context runs no other jobs (${jobId})`);
};

/**
 * Gives a job what the runner would give it, on a temporary SQLite warehouse: for tests of job packages.
 *
 * @example
 * const { context, warehouse, stages, close } = await testContext({ config: { greeting: "Hello" } });
 * await hello.execute(context);
 * await close();
 */
export async function testContext<C>(options: TestContextOptions<C>): Promise<TestContext<C>> {
  const { jobId = "test_job", now = () => new Date(), dryRun = false, testTable = false } = options;
  const root = options.dir ?? mkdtempSync(join(tmpdir(), "lorchestra-test-"));
  mkdirSync(root, { recursive: true });
  const path = join(root, "warehouse.db");
  const warehouse =
    options.warehouse ??
    (await openWarehouse({ driver: "sqlite", path, ...(testTable ? { isolation: "test" } : {}) }));
  const { bus, published } = recordingBus();
  const dryCopies = new DryCopies();
  const sessionId = newSessionId();
  const runId = formatRunId(jobId, now(), sessionId);
  const record: RunRecord = { jobId, jobType: "test", runId, stages: [], children: [], trailFailures: [] };
  const session: Session = {
    sessionId,
    traceId: runId,
    warehouse: dryRun ? dryRunWarehouse(warehouse) : warehouse,
    bus,
    project: testProject(options, root, path),
    environment: process.env,
    isolation: { dryRun, testTable },
    dryCopies,
    parameters: runParameters(options.parameters ?? {}, dryRun),
    hostname: hostname(),
    signal: options.signal ?? new AbortController().signal,
    now,
  };
  return {
    context: createContext(session, record, options.config, runNothing),
    warehouse,
    stages: record.stages,
    published,
    async close() {
      if (options.warehouse === undefined) await warehouse.close();
      await bus.close();
      dryCopies.remove();
      if (options.dir === undefined) rmSync(root, { recursive: true, force: true });
      if (record.trailFailures.length > 0) throw record.trailFailures[0];
    },
  };
}
