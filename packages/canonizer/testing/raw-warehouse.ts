// A warehouse with raw objects for tests of the jobs.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkConfig, type JobContext, type JobType, type StageReport } from "@lorchestra/jobs";
import { testContext } from "@lorchestra/jobs/testing";
import { type Json, openWarehouse, type Row, type Warehouse } from "@lorchestra/warehouse";
import type { CanonizeConfig } from "../src/jobs/config.ts";

/** One raw object as a test says it. */
export interface RawObject {
  readonly id: string;
  readonly payload: Json;
  readonly source?: string;
  readonly connection?: string;
  readonly type?: string;
  readonly deleted?: boolean;
}

/** What a run is given besides its configuration. */
export interface RunOptions {
  readonly limit?: number;
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
  readonly wrap?: (warehouse: Warehouse) => Warehouse;
}

/** A warehouse in a folder of its own. */
export interface RawWarehouse {
  readonly warehouse: Warehouse;
  put(...objects: RawObject[]): Promise<void>;
  /** Checks a configuration as the runner does and executes the job; the report of its stage. */
  run(type: JobType<CanonizeConfig>, config: Json, options?: RunOptions): Promise<StageReport>;
  /** The same for what is no job type. */
  within(
    config: CanonizeConfig,
    work: (context: JobContext<CanonizeConfig>) => Promise<void>,
    options?: RunOptions,
  ): Promise<StageReport>;
  rows(table: "raw_objects" | "canonical_objects" | "record_outcomes" | "event_log"): Promise<Row[]>;
  close(): Promise<void>;
}

/** Opens an empty one. */
export async function rawWarehouse(): Promise<RawWarehouse> {
  const folder = mkdtempSync(join(tmpdir(), "lorchestra-canonizer-"));
  const warehouse = await openWarehouse({ driver: "sqlite", path: join(folder, "warehouse.db") });
  let minutes = 0;
  const now = () => new Date(Date.UTC(2026, 0, 11, 9, minutes++));
  const raw: RawWarehouse = {
    warehouse,
    async put(...objects) {
      await warehouse.merge(
        "raw_objects",
        objects.map((object) => rawRow(object, now())),
      );
    },
    run: (type, config, options) => {
      const checked = checkConfig(type.configSchema, config, { job: "test_job", owner: "the test" });
      if (checked.errors.length > 0) throw new Error(JSON.stringify(checked.errors));
      return raw.within(
        checked.config as CanonizeConfig,
        async (context) => void (await type.execute(context)),
        options,
      );
    },
    async within(config, work, options = {}) {
      const { context, stages, close } = await testContext({
        config,
        dir: folder,
        now,
        warehouse: options.wrap?.(warehouse) ?? warehouse,
        dryRun: options.dryRun ?? false,
        ...(options.limit === undefined ? {} : { parameters: { limit: options.limit } }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      try {
        await work(context);
      } finally {
        await close();
      }
      const [report] = stages;
      if (report === undefined || stages.length > 1) throw new Error(`${stages.length} stages`);
      return report;
    },
    rows: (table) => {
      const { sql } = warehouse;
      return warehouse.query(sql`SELECT * FROM ${sql.table(table)} ORDER BY 1, 2`);
    },
    async close() {
      await warehouse.close();
      rmSync(folder, { recursive: true });
    },
  };
  return raw;
}

function rawRow(object: RawObject, at: Date) {
  const { id, payload, source = "stripe", connection = "main", type = "refund", deleted = false } = object;
  const time = at.toISOString();
  return {
    idem_key: `${source}:${connection}:${type}:${id}`,
    source_system: source,
    connection_name: connection,
    object_type: type,
    schema_ref: null,
    external_id: id,
    payload,
    payload_hash: createHash("sha256").update(JSON.stringify(payload)).digest("hex"),
    first_seen: time,
    last_seen: time,
    changed_at: time,
    deleted_at: deleted ? "2026-01-11T08:00:00.000Z" : null,
    correlation_id: "ingest",
  };
}
