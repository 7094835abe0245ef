import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Row, Warehouse } from "@lorchestra/warehouse";
import { openSqliteWarehouse } from "@lorchestra/warehouse/sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addMeasurement, type Scored } from "../../testing/add-measurement.ts";
import { projScores } from "./proj-scores.ts";

let folder: string;
let warehouse: Warehouse;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "projector-view-"));
  warehouse = await openSqliteWarehouse({ path: join(folder, "warehouse.db") });
  await warehouse.createView(projScores);
});

afterEach(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true });
});

const add = (scored: Scored) => addMeasurement(warehouse, scored);
const rows = (): Promise<Row[]> =>
  warehouse.query(
    warehouse.sql`SELECT * FROM ${warehouse.sql.table("proj_scores")} ORDER BY occurred_at, score_id`,
  );
const pick = (row: Row | undefined, ...columns: string[]) => columns.map((column) => row?.[column]);

test("a row has every column of the definition, in its order", async () => {
  await add({ id: "m1", subject: "ada@example.com", at: "2025-01-31T23:30:00.000Z", value: 12 });
  const [row] = await rows();
  expect(Object.keys(row ?? {})).toEqual(Object.keys(projScores.columns));
  expect(row).toMatchObject({
    score_id: "m1:phq9_total",
    measurement_id: "m1",
    subject_id: "ada@example.com",
    form_id: "intake_01",
    measure_id: "phq9",
    measure_version: "1.0.0",
    scale_id: "phq9_total",
    occurred_at: "2025-01-31T23:30:00.000Z",
    occurred_on: "2025-01-31",
    value: 12,
    prorated: false,
    label: "Moderate",
    severity: "moderate",
    missing_reason: null,
    items_answered: 9,
    items_total: 9,
    flags: '["self_harm_ideation"]',
  });
});

test("changes are against the last and the first score of the same subject and scale", async () => {
  const subject = "ada@example.com";
  await add({ id: "m2", subject, at: "2025-02-01T00:00:00.000Z", value: 9 });
  await add({ id: "m1", subject, at: "2025-01-01T00:00:00.000Z", value: 12.1 });
  await add({ id: "m3", subject, at: "2025-03-01T00:00:00.000Z", value: 10 });
  await add({ id: "other", subject: "bob@example.com", at: "2025-01-15T00:00:00.000Z", value: 3 });
  await add({ id: "gad", subject, at: "2025-01-20T00:00:00.000Z", value: 5, measure: "gad7" });
  const columns = ["previous_value", "change_from_previous", "first_value", "change_from_first"];
  const history = new Map((await rows()).map((row) => [row.measurement_id, pick(row, ...columns)]));
  expect(Object.fromEntries(history)).toEqual({
    m1: [null, null, 12.1, 0],
    m2: [12.1, -3.1, 12.1, -3.1],
    m3: [9, 1, 12.1, -2.1],
    other: [null, null, 3, 0],
    gad: [null, null, 5, 0],
  });
});

test("two scores of one moment have a fixed order", async () => {
  const at = "2025-01-01T00:00:00.000Z";
  await add({ id: "b", subject: "s", at, value: 2 });
  await add({ id: "a", subject: "s", at, value: 1 });
  expect((await rows()).map((row) => pick(row, "measurement_id", "previous_value", "first_value"))).toEqual([
    ["a", null, 1],
    ["b", 1, 1],
  ]);
});

test("people without a subject id are never set against one another", async () => {
  await add({ id: "m1", subject: null, at: "2025-01-01T00:00:00.000Z", value: 20 });
  await add({ id: "m2", subject: null, at: "2025-02-01T00:00:00.000Z", value: 2 });
  await add({ id: "m3", subject: " ", at: "2025-03-01T00:00:00.000Z", value: 3 });
  await add({ id: "m4", subject: " ", at: "2025-04-01T00:00:00.000Z", value: 4 });
  for (const row of await rows()) expect(pick(row, "previous_value", "change_from_first")).toEqual([null, 0]);
});

test("a score that could not be computed has no history and hides none", async () => {
  await add({ id: "m1", subject: "s", at: "2025-01-01T00:00:00.000Z", value: 12 });
  await add({ id: "m2", subject: "s", at: "2025-02-01T00:00:00.000Z", value: null });
  await add({ id: "m3", subject: "s", at: "2025-03-01T00:00:00.000Z", value: 10 });
  const all = await rows();
  expect(pick(all[1], "value", "missing_reason", "previous_value", "change_from_first")).toEqual([
    null,
    "too_few_items",
    null,
    null,
  ]);
  expect(pick(all[2], "previous_value", "change_from_previous", "first_value")).toEqual([12, -2, 12]);
});

test("items are no scores", async () => {
  await add({ id: "m1", subject: "s", at: "2025-01-01T00:00:00.000Z", value: 12, items: 9 });
  expect((await rows()).length).toBe(1);
});
