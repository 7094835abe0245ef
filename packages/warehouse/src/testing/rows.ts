import type { RowInput, Warehouse } from "../warehouse.ts";

/** Moments one minute apart; `at(0)` is the first. */
export function at(minute: number): string {
  return new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString();
}

/** A raw object as an ingest writes it. `version` stands for its payload. */
export function rawRow(id: string, version: number, minute = 0, more: RowInput = {}): RowInput {
  return {
    idem_key: id,
    source_system: "s",
    connection_name: "c",
    object_type: "o",
    external_id: id,
    payload: { id, version },
    payload_hash: `hash-${version}`,
    first_seen: at(minute),
    last_seen: at(minute),
    changed_at: at(minute),
    deleted_at: null,
    correlation_id: `run-${minute}`,
    ...more,
  };
}

/** All rows of a table in key order. */
export async function rowsOf(warehouse: Warehouse, table: string, order = "idem_key") {
  const { sql } = warehouse;
  return warehouse.query(sql`SELECT * FROM ${sql.table(table)} ORDER BY ${sql.name(order)}`);
}

/** Everything that an iterable gives. */
export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}
