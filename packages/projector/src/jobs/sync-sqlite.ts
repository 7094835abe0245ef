import type { ConfigError, JobContext, JobType, LocalDatabase, StageResult } from "@lorchestra/jobs";
import type { Row } from "@lorchestra/warehouse";
import { ViewUnreadableError } from "../errors.ts";
import type { Projection } from "../views/projection.ts";
import { namedProjection, unknownProjection } from "./named-projection.ts";
import { quoteName } from "./sqlite/quote-name.ts";
import { dropLeftovers, releaseStaging, stagingName } from "./sqlite/staging-table.ts";
import {
  checkReplaceable,
  createStaging,
  fillStaging,
  type SwapCounts,
  swapStaging,
  type TableCopy,
} from "./sqlite/table-copy.ts";
import { sqliteCode, transaction, whenFree } from "./sqlite/transaction.ts";

const BATCH = 1000;

/** What a spec of `sync_sqlite` says. */
export interface SyncSqliteConfig {
  readonly source: { readonly projection: string };
  readonly sink: { readonly sqlite_path: string; readonly table: string };
}

/** Copies a view of the warehouse to a table of a SQLite file, swapped in all at once. */
export const syncSqlite: JobType<SyncSqliteConfig> = {
  name: "sync_sqlite",
  description: "Copies a view to a table of a SQLite file; a reader never sees a half-filled one.",
  configSchema: {
    type: "object",
    additionalProperties: false,
    required: ["source", "sink"],
    properties: {
      source: {
        type: "object",
        additionalProperties: false,
        required: ["projection"],
        properties: { projection: { type: "string", description: "Name of the view." } },
      },
      sink: {
        type: "object",
        additionalProperties: false,
        required: ["sqlite_path", "table"],
        properties: {
          sqlite_path: {
            type: "string",
            minLength: 1,
            description: "The SQLite file; relative to the project.",
          },
          table: {
            type: "string",
            maxLength: 60,
            pattern: "^[a-z][a-z0-9_]*$",
            description: "The table in it.",
          },
        },
      },
    },
  },
  validateConfig(config, jobId) {
    const errors = unknownProjection(jobId, "source.projection", config.source.projection);
    if (/^(?:sqlite|lorchestra)_/.test(config.sink.table)) {
      errors.push({
        job: jobId,
        path: "sink.table",
        message: "Names that begin with sqlite_ or lorchestra_ are taken.",
      });
    }
    return errors;
  },
  validateTogether(jobs) {
    const writers = Map.groupBy(jobs, ({ config: { sink } }) =>
      JSON.stringify([sink.sqlite_path, sink.table]),
    );
    return [...writers.values()].flatMap(([first, ...others]) =>
      others.map(
        ({ jobId }): ConfigError => ({
          job: jobId,
          path: "sink.table",
          message: `The job ${first?.jobId} writes this table already.`,
        }),
      ),
    );
  },
  async execute(context) {
    const projection = namedProjection(context.config.source.projection);
    await context.stage("sync", { objectType: projection.name }, async () => {
      const database = await context.files.database(context.config.sink.sqlite_path);
      try {
        return await syncTable(context, projection, database);
      } finally {
        database.close();
      }
    });
    return undefined;
  },
};

async function syncTable(
  context: JobContext<SyncSqliteConfig>,
  projection: Projection,
  database: LocalDatabase,
): Promise<StageResult> {
  const { signal, jobId } = context;
  await prepare(database, signal);
  await whenFree(database, signal, () => checkReplaceable(database, context.config.sink.table));
  await transaction(database, signal, () => dropLeftovers(database, jobId));
  const staging = stagingName(jobId);
  const projectedAt = context.now().toISOString();
  const copy: TableCopy = {
    database,
    projection,
    table: context.config.sink.table,
    staging,
    projectedAt,
    signal,
  };
  try {
    context.mark("staging.before");
    await createStaging(copy);
    await fill(context, copy);
    context.mark("staging.after");
    return result(await swapStaging(copy), database.path);
  } catch (error) {
    dropUnlessBusy(copy, context);
    throw error;
  } finally {
    releaseStaging(staging);
  }
}

/** Tidies up at once where it can; else the next run of the job does. */
function dropUnlessBusy({ database, staging }: TableCopy, { logger }: JobContext<SyncSqliteConfig>): void {
  try {
    database.db.exec(`DROP TABLE IF EXISTS ${quoteName(staging)}`);
  } catch (error) {
    logger.debug("The staging table is left to the next run", { sqlite_code: sqliteCode(error) ?? null });
  }
}

/** Settings of the connection, and of the file: with a write-ahead log readers and the writer do not stop each other. */
async function prepare(database: LocalDatabase, signal: AbortSignal): Promise<void> {
  const { db } = database;
  // Short, because waiting in SQLite stops the event loop; `whenFree` waits longer.
  db.exec("PRAGMA busy_timeout = 200");
  // A view or a foreign key of a person's own may name the table: dropping and renaming leaves both alone.
  db.exec("PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON");
  await whenFree(database, signal, () => db.exec("PRAGMA journal_mode = WAL"));
}

async function fill(context: JobContext<SyncSqliteConfig>, copy: TableCopy): Promise<void> {
  const { sql } = context.warehouse;
  const columns = sql.join(Object.keys(copy.projection.columns).map((name) => sql.name(name)));
  const view = context.warehouse.stream(sql`SELECT ${columns} FROM ${sql.table(copy.projection.name)}`);
  const rows = readable(view, copy.projection.name);
  let batch: Row[] = [];
  let current = 0;
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    await fillStaging(copy, batch);
    current += batch.length;
    batch = [];
    context.progress({ current, item: "rows" });
  }
  await fillStaging(copy, batch);
}

/** Says what to do when the warehouse does not know the view, or knows an older one. */
async function* readable(rows: AsyncIterable<Row>, view: string): AsyncGenerator<Row> {
  try {
    yield* rows;
  } catch (error) {
    const refused = error instanceof Error && "code" in error && error.code === "warehouse_query";
    throw refused ? new ViewUnreadableError(view, error) : error;
  }
}

function result({ removed, ...counts }: SwapCounts, path: string): StageResult {
  return {
    counts: {
      in: counts.inserted + counts.updated + counts.unchanged,
      ...counts,
      skipped: 0,
      quarantined: 0,
      removed,
    },
    written: [path],
  };
}
