import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BusEvent, Counts, StageReport } from "@lorchestra/jobs";
import { type TestContextOptions, testContext } from "@lorchestra/jobs/testing";
import {
  type Json,
  type JsonObject,
  openWarehouse,
  type Row,
  type RowInput,
  type TableName,
  tables,
  type Warehouse,
} from "@lorchestra/warehouse";
import { type Binding, gad7, type Measure, phq9 } from "../src/index.ts";
import type { FinalFormConfig } from "../src/jobs/config.ts";
import { finalForm } from "../src/jobs/final-form.ts";
import { bindingOf, sectionOf } from "./binding-of.ts";

const schema = "iglu:org.canonical/form_response/jsonschema/1-0-0";

/** PHQ-9 and GAD-7, each question named `q_<item id>`. */
export const both = bindingOf(sectionOf(phq9), sectionOf(gad7));

/** Counts of a run that did nothing. */
export const none: Counts = {
  in: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  quarantined: 0,
  removed: 0,
};

/** The configuration of a job for `intake_01`. */
export function configOf(
  form: Partial<FinalFormConfig["form"]> = {},
  source: Partial<FinalFormConfig["source"]> = {},
): FinalFormConfig {
  return {
    source: { canonical_schema: schema, ...source },
    form: { form_id: "intake_01", ...form },
    options: {},
  };
}

/** One answer for every item of a measure. */
export function answersOf(measure: Measure, value: Json): Json[] {
  return measure.items.map((item) => ({
    question_id: `q_${item.id}`,
    answer_value: value,
    answer_type: "choice",
  }));
}

/** A canonical form response with every item answered; `change` replaces properties of its payload. */
export function canonical(id: string, change: JsonObject = {}, row: RowInput = {}): RowInput {
  const answers = [...answersOf(phq9, "Several days").slice(0, 9), ...answersOf(phq9, "1").slice(9)];
  const payload = {
    response_id: id,
    form_id: "1FAIpQLS-example",
    submitted_at: "2026-01-01T10:00:00.000Z",
    status: "submitted",
    respondent: { email: "ada@example.com", name: null, external_id: "c1" },
    source: { platform: "google_forms", platform_version: "v1" },
    answers: [...answers, ...answersOf(gad7, 2)],
    ...change,
  };
  return {
    idem_key: `google_forms:intake:form_response:${id}#form_response`,
    source_system: "google_forms",
    connection_name: "intake",
    object_type: "form_response",
    canonical_schema: schema,
    canonical_format: "form_response",
    transform_ref: "forms/google_forms_to_canonical@1.0.0",
    transform_hash: "t",
    raw_idem_key: `google_forms:intake:form_response:${id}`,
    raw_payload_hash: createHash("sha256").update(JSON.stringify(change)).digest("hex"),
    payload,
    canonicalized_at: "2026-01-01T12:00:00.000Z",
    created_at: "2026-01-01T12:00:00.000Z",
    ...row,
  };
}

/** A project with bindings and a warehouse, in a temporary folder. */
export interface FormJob {
  readonly folder: string;
  readonly warehouse: Warehouse;
  /** Writes a binding file; `intake_01.json` unless named. */
  bind(binding: Binding, file?: string): void;
  /** Writes canonical objects. */
  put(...rows: readonly RowInput[]): Promise<void>;
  /** All rows of a table by their keys. */
  all(table: TableName): Promise<Row[]>;
  /** Submission id, outcome and reason of everything that was looked at. */
  outcomes(): Promise<Json[][]>;
  /** Scale values by submission and scale. */
  scores(): Promise<{ readonly [scale: string]: Json | undefined }>;
  /** One run; what its one stage reported, what it logged. */
  run(options?: Partial<TestContextOptions<FinalFormConfig>>): Promise<
    StageReport & {
      readonly runId: string;
      readonly logs: readonly Extract<BusEvent, { readonly kind: "log" }>[];
    }
  >;
  close(): Promise<void>;
}

const submissionOf = (key: Json | undefined): string => String(key).split("#")[0]?.split(":").at(-1) ?? "";

/** A project whose form `intake_01` holds PHQ-9 and GAD-7. */
export async function formJob(): Promise<FormJob> {
  const folder = mkdtempSync(join(tmpdir(), "final-form-"));
  mkdirSync(join(folder, "bindings"));
  const warehouse = await openWarehouse({ driver: "sqlite", path: join(folder, "warehouse.db") });
  const { sql } = warehouse;
  const all = (table: TableName): Promise<Row[]> => {
    const [key = "created_at"] = Object.entries(tables[table].columns).flatMap(([name, { role }]) =>
      role === "key" && name !== "stage" ? [name] : [],
    );
    return warehouse.query(sql`SELECT * FROM ${sql.table(table)} ORDER BY ${sql.name(key)}`);
  };
  const bind: FormJob["bind"] = (binding, file = "intake_01.json") =>
    writeFileSync(join(folder, "bindings", file), JSON.stringify(binding));
  bind(both);
  return {
    folder,
    warehouse,
    bind,
    all,
    async put(...rows) {
      await warehouse.merge("canonical_objects", rows);
    },
    async outcomes() {
      const rows = await all("record_outcomes");
      return rows.map((row) => [submissionOf(row.input_key), row.outcome ?? null, row.reason_code ?? null]);
    },
    async scores() {
      const rows = (await all("observations")).filter((row) => row.kind === "scale");
      return Object.fromEntries(
        rows.map((row) => [`${submissionOf(row.idem_key)} ${String(row.code)}`, row.value]),
      );
    },
    run: (options = {}) => runOnce({ config: configOf(), dir: folder, warehouse, ...options }),
    async close() {
      await warehouse.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function runOnce(options: TestContextOptions<FinalFormConfig>): ReturnType<FormJob["run"]> {
  const now = () => new Date("2026-01-02T00:00:00.000Z");
  const { context, stages, published, close } = await testContext({ now, ...options });
  const problems = await finalForm.validate?.(context);
  if (problems === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  await finalForm.execute(context);
  await close();
  const [stage, ...others] = stages;
  if (stage === undefined || others.length > 0) throw new Error(`${stages.length} stages`);
  const logs = published.flatMap((event) => (event.kind === "log" ? [event] : []));
  return { ...stage, runId: context.runId, logs };
}
