import type { Warehouse } from "@lorchestra/warehouse";

/** What may stay of one canonical object's measurements. */
export interface Kept {
  readonly canonicalKey: string;
  /** Keys of its measurement_events. */
  readonly measurements: ReadonlySet<string>;
  /** Keys of its observations. */
  readonly observations: ReadonlySet<string>;
  /** Only measurements of this form are looked at; of all forms unless given. */
  readonly ofForm?: string;
}

async function measurementsOf(warehouse: Warehouse, canonicalKeys: readonly string[]) {
  const { sql } = warehouse;
  const rows = await warehouse.query(
    sql`SELECT idem_key, canonical_idem_key, form_id FROM ${sql.table("measurement_events")} WHERE canonical_idem_key IN ${sql.list(canonicalKeys)}`,
  );
  return rows.map((row) => ({
    key: String(row.idem_key),
    canonicalKey: String(row.canonical_idem_key),
    formId: String(row.form_id),
  }));
}

async function observationsOf(warehouse: Warehouse, measurementKeys: readonly string[]): Promise<string[]> {
  const { sql } = warehouse;
  const rows = await warehouse.query(
    sql`SELECT idem_key FROM ${sql.table("observations")} WHERE measurement_idem_key IN ${sql.list(measurementKeys)}`,
  );
  return rows.map((row) => String(row.idem_key));
}

/**
 * Removes measurements and observations that no longer arise. Observations go first: a process that dies in between
 * leaves measurements that are found, and cleared, the next time.
 *
 * @returns the number of measurements removed
 */
export async function removeStale(warehouse: Warehouse, kept: readonly Kept[]): Promise<number> {
  if (kept.length === 0) return 0;
  const byKey = new Map(kept.map((each) => [each.canonicalKey, each]));
  const present = await measurementsOf(warehouse, [...byKey.keys()]);
  const stale = present.filter(({ key, canonicalKey, formId }) => {
    const own = byKey.get(canonicalKey);
    return own !== undefined && !own.measurements.has(key) && (own.ofForm ?? formId) === formId;
  });
  const staleKeys = stale.map(({ key }) => key);
  const keptObservations = new Set(kept.flatMap((each) => [...each.observations]));
  const keptMeasurements = kept.flatMap((each) => [...each.measurements]);
  if (keptMeasurements.length > 0) {
    const codes = await observationsOf(warehouse, keptMeasurements);
    const gone = codes.filter((key) => !keptObservations.has(key));
    if (gone.length > 0) await warehouse.remove("observations", "idem_key", gone);
  }
  if (staleKeys.length === 0) return 0;
  await warehouse.remove("observations", "measurement_idem_key", staleKeys);
  return warehouse.remove("measurement_events", "idem_key", staleKeys);
}
