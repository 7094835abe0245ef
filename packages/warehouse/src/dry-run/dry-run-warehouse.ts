import { WarehouseError } from "../errors.ts";
import { inBatches } from "../rows/batches.ts";
import { RowEncoder, unknownColumn } from "../rows/encode-row.ts";
import { type Sql, type SqlValue, sql } from "../sql.ts";
import { type TableDefinition, type TableName, tables } from "../tables/index.ts";
import type { MergeCounts, RowInput, UpdateCounts, Warehouse } from "../warehouse.ts";
import { comparable, Overlay, type Shadow } from "./overlay.ts";
import { RehearsedViews } from "./rehearsed-views.ts";

/** Rows whose stored twins are looked up at once. */
const rowsAtOnce = 500;

/**
 * A warehouse that writes nothing and counts exactly what writing would have done. It needs nothing of a driver but
 * reading: what a merge would compare is read, and what it would have written is remembered, so later calls count as
 * if it had been. Queries see the tables as they are, and the views
 * that it would have created. Memory grows with the number of different rows written
 * (about 1 kB each).
 *
 * @example
 * const rehearsal = dryRunWarehouse(warehouse);
 * const counts = await rehearsal.merge("stream_state", rows);
 */
export function dryRunWarehouse(inner: Warehouse): Warehouse {
  const views = new RehearsedViews();
  const overlays = new Map<TableName, Overlay>();
  const overlay = (table: TableName): Overlay => {
    const present = overlays.get(table) ?? new Overlay(tables[table]);
    overlays.set(table, present);
    return present;
  };
  return {
    driver: inner.driver,
    sql: inner.sql,
    dialect: inner.dialect,
    query: (query) => inner.query(views.inline(query)),
    stream: (query) => inner.stream(views.inline(query)),
    readOnly: (text) => inner.readOnly(text),
    append: async (table, rows) => {
      const definition: TableDefinition = tables[table];
      const encoder = new RowEncoder(definition);
      for (const row of rows) encoder.encode(row);
    },
    merge: async (table, rows, options = {}) => {
      const rehearsed = keyed(overlay(table));
      const counts = { inserted: 0, updated: 0, unchanged: 0 };
      await inBatches(rows, atMost(options), asItIs, async (batch) => {
        await load(inner, rehearsed, batch);
        for (const row of batch) counts[mergeOne(rehearsed, row)]++;
        options.onBatch?.({ ...counts });
      });
      return counts;
    },
    update: async (table, rows, options = {}) => {
      const rehearsed = keyed(overlay(table));
      const counts = { updated: 0, unchanged: 0, missing: 0 };
      await inBatches(rows, atMost(options), asItIs, async (batch) => {
        await load(inner, rehearsed, batch);
        for (const row of batch) counts[updateOne(rehearsed, row)]++;
        options.onBatch?.({ inserted: 0, updated: counts.updated, unchanged: counts.unchanged });
      });
      return counts;
    },
    remove: (table, column, values, within = {}) => remove(inner, overlay(table), column, values, within),
    createView: async (view) => {
      const changed = await inner.createView(view, { checkOnly: true });
      views.add(view.name, view.select(inner.sql, inner.dialect));
      return changed;
    },
    close: () => inner.close(),
  };
}

const asItIs = (row: RowInput): { bound: RowInput; characters: number } => ({ bound: row, characters: 0 });

function atMost<O extends { readonly batchSize?: number }>(options: O): O & { readonly batchSize: number } {
  return { ...options, batchSize: Math.min(options.batchSize ?? rowsAtOnce, rowsAtOnce) };
}

function keyed(overlay: Overlay): Overlay {
  if (overlay.keys.length === 0)
    throw new WarehouseError("warehouse_table", `${overlay.table.name} has no key: append rows to it.`);
  return overlay;
}

/** Reads the stored twins of rows that were not looked at yet. */
async function load(inner: Warehouse, overlay: Overlay, batch: readonly RowInput[]): Promise<void> {
  const unknown = batch.filter((row) => !overlay.rows.has(overlay.keyOf(row)));
  if (unknown.length === 0) return;
  const conditions = overlay.keys.map((column) => {
    const values = new Set(unknown.map((row) => keyText(overlay.table.name, column, row[column])));
    return sql`${sql.name(column)} IN ${sql.list([...values])}`;
  });
  const columns = sql.join(overlay.columns.map(sql.name));
  const stored = inner.stream(
    sql`SELECT ${columns} FROM ${sql.table(overlay.table.name)} WHERE ${sql.join(conditions, " AND ")}`,
  );
  for await (const row of stored) {
    const key = overlay.keyOf(row);
    if (!overlay.rows.has(key)) overlay.rows.set(key, overlay.shadowOfSome(row));
  }
  for (const row of unknown) {
    const key = overlay.keyOf(row);
    if (!overlay.rows.has(key)) overlay.rows.set(key, null);
  }
}

function keyText(table: string, column: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new WarehouseError("warehouse_value", `${table}.${column} must have a value.`);
}

function mergeOne(overlay: Overlay, row: RowInput): keyof MergeCounts {
  const key = overlay.keyOf(row);
  const next = overlay.shadowOf(row);
  const stored = overlay.rows.get(key) ?? null;
  if (stored === null) {
    overlay.rows.set(key, next);
    return "inserted";
  }
  const roleOf = (column: string): string | undefined => overlay.table.columns[column]?.role;
  const changed = overlay.columns.some(
    (column) => roleOf(column) === "content" && stored.get(column) !== next.get(column),
  );
  for (const column of overlay.columns) {
    const role = roleOf(column);
    if (role === "touched" || (changed && (role === "content" || role === "changed")))
      stored.set(column, next.get(column) ?? null);
    else if (changed && role === "cleared") stored.set(column, null);
  }
  return changed ? "updated" : "unchanged";
}

function updateOne(overlay: Overlay, row: RowInput): keyof UpdateCounts {
  const next = overlay.shadowOfSome(row);
  const stored = overlay.rows.get(overlay.keyOf(row)) ?? null;
  if (stored === null) return "missing";
  let changed = false;
  for (const [column, value] of next) {
    if (overlay.table.columns[column]?.role !== "touched" && stored.get(column) !== value) changed = true;
    stored.set(column, value);
  }
  return changed ? "updated" : "unchanged";
}

async function remove(
  inner: Warehouse,
  overlay: Overlay,
  column: string,
  values: readonly string[],
  within: { readonly [column: string]: string },
): Promise<number> {
  for (const name of [column, ...Object.keys(within)])
    if (!Object.hasOwn(overlay.table.columns, name)) throw unknownColumn(overlay.table.name, name);
  let removed = 0;
  for (let start = 0; start < values.length; start += rowsAtOnce) {
    const some = values.slice(start, start + rowsAtOnce);
    removed += removeRehearsed(overlay, { [column]: some, ...lists(within) });
    const keys = sql.join(overlay.keys.map(sql.name));
    const where = conditions({ [column]: some, ...lists(within) });
    const stored = await inner.query(
      sql`SELECT ${keys} FROM ${sql.table(overlay.table.name)} WHERE ${where}`,
    );
    for (const row of stored) {
      const key = overlay.keyOf(row);
      if (overlay.rows.has(key)) continue;
      overlay.rows.set(key, null);
      removed++;
    }
  }
  return removed;
}

type Wanted = { readonly [column: string]: readonly SqlValue[] };

function lists(within: { readonly [column: string]: string }): Wanted {
  return Object.fromEntries(Object.entries(within).map(([column, value]) => [column, [value]]));
}

function conditions(wanted: Wanted): Sql {
  return sql.join(
    Object.entries(wanted).map(([column, values]) => sql`${sql.name(column)} IN ${sql.list(values)}`),
    " AND ",
  );
}

/** Removes what the dry run itself has looked at or made; it is not asked of the warehouse again. */
function removeRehearsed(overlay: Overlay, wanted: Wanted): number {
  const sets = Object.entries(wanted).map(([column, values]): [string, Set<unknown>] => [
    column,
    new Set(values.map((value) => comparable(typeof value === "boolean" ? Number(value) : value))),
  ]);
  const matches = (row: Shadow): boolean => sets.every(([column, set]) => set.has(row.get(column)));
  let removed = 0;
  for (const [key, row] of overlay.rows) {
    if (row === null || !matches(row)) continue;
    overlay.rows.set(key, null);
    removed++;
  }
  return removed;
}
