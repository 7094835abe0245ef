import type { LocalDatabase } from "@lorchestra/jobs";
import type { Row } from "@lorchestra/warehouse";
import { TableRefusedError, ViewRowsError } from "../../errors.ts";
import type { Projection } from "../../views/projection.ts";
import { columnValue, sqliteTypes } from "./column-value.ts";
import { quoteName } from "./quote-name.ts";
import { sqliteCode, transaction } from "./transaction.ts";

const SQLITE_CONSTRAINT = 19;

/** The column that every copied row has: when the run took place. It is also the sign that a table is a copy. */
const PROJECTED_AT = "projected_at";

/** What a swap changed, against the table that was there before. */
export interface SwapCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly removed: number;
}

/** One copy of one view on its way into one table. */
export interface TableCopy {
  readonly database: LocalDatabase;
  readonly projection: Projection;
  /** The table that readers see. */
  readonly table: string;
  /** The table that is being filled. */
  readonly staging: string;
  /** ISO 8601 UTC. */
  readonly projectedAt: string;
  readonly signal: AbortSignal;
}

/** Makes the staging table: columns typed as the view says, and its primary key. */
export async function createStaging(copy: TableCopy): Promise<void> {
  const { columns, key } = copy.projection;
  const definitions = Object.entries(columns).map(
    ([name, { type }]) => `${quoteName(name)} ${sqliteTypes[type]}${key.includes(name) ? " NOT NULL" : ""}`,
  );
  const table = `CREATE TABLE ${quoteName(copy.staging)} (${[
    ...definitions,
    `${PROJECTED_AT} TEXT NOT NULL`,
    `PRIMARY KEY (${key.map(quoteName).join(", ")})`,
  ].join(", ")})`;
  await transaction(copy.database, copy.signal, () => copy.database.db.exec(table));
}

/** Adds rows to the staging table, in one transaction. */
export async function fillStaging(copy: TableCopy, rows: readonly Row[]): Promise<void> {
  const columns = Object.entries(copy.projection.columns);
  const names = [...columns.map(([name]) => name), PROJECTED_AT];
  const insert = copy.database.db.prepare(
    `INSERT INTO ${quoteName(copy.staging)} (${names.map(quoteName).join(", ")}) VALUES (${names.map(() => "?").join(", ")})`,
  );
  const values = rows.map((row) => columns.map(([name, { type }]) => columnValue(name, type, row[name])));
  try {
    await transaction(copy.database, copy.signal, () => {
      for (const row of values) insert.run(...row, copy.projectedAt);
    });
  } catch (error) {
    if (sqliteCode(error) !== SQLITE_CONSTRAINT) throw error;
    throw new ViewRowsError(
      `The view ${copy.projection.name} gave two rows with the same ${copy.projection.key.join(", ")}, or one without it.`,
    );
  }
}

/** Puts the staging table in place of the real one, with its indexes: a reader sees the old rows or the new ones. */
export function swapStaging(copy: TableCopy): Promise<SwapCounts> {
  const { db } = copy.database;
  const [table, staging] = [quoteName(copy.table), quoteName(copy.staging)];
  return transaction(copy.database, copy.signal, () => {
    checkReplaceable(copy.database, copy.table);
    const counts = compare(copy);
    db.exec(`DROP TABLE IF EXISTS ${table}`);
    db.exec(`ALTER TABLE ${staging} RENAME TO ${table}`);
    for (const columns of copy.projection.indexes) {
      const index = quoteName(`${copy.table}_by_${columns.join("_")}`);
      db.exec(`CREATE INDEX ${index} ON ${table} (${columns.map(quoteName).join(", ")})`);
    }
    return counts;
  });
}

/**
 * Refuses what would destroy something else: a table that was not made by this job type, a view, the warehouse itself.
 *
 * @throws {TableRefusedError}
 */
export function checkReplaceable({ db, path }: LocalDatabase, table: string): void {
  const kinds = new Map(
    db
      .prepare("SELECT lower(name) AS name, type FROM sqlite_master WHERE type IN ('table', 'view', 'index')")
      .all()
      .map(({ name, type }) => [name, type]),
  );
  if (kinds.has("raw_objects") && kinds.has("record_outcomes")) {
    throw new TableRefusedError(`${path} is the warehouse. Name another file in sink.sqlite_path.`);
  }
  const kind = kinds.get(table.toLowerCase());
  if (kind === undefined || (kind === "table" && columnsOf(db, table).includes(PROJECTED_AT))) return;
  throw new TableRefusedError(
    `${path} has a ${kind} ${table} that is no copy of a view (it has no column ${PROJECTED_AT}). Name another table in sink.table, or drop it first.`,
  );
}

function columnsOf(db: LocalDatabase["db"], table: string): string[] {
  return db
    .prepare("SELECT name FROM pragma_table_info(?)")
    .all(table)
    .map(({ name }) => String(name));
}

function compare({ database: { db }, projection, table, staging }: TableCopy): SwapCounts {
  const count = (sql: string): number => Number(db.prepare(sql).get()?.n);
  const [before, now] = [quoteName(table), quoteName(staging)];
  const total = count(`SELECT COUNT(*) AS n FROM ${now}`);
  const known = columnsOf(db, table).filter((name) => name !== PROJECTED_AT);
  const columns = Object.keys(projection.columns);
  const counted = `SELECT COUNT(*) AS n FROM`;
  if (known.length === 0) return { inserted: total, updated: 0, unchanged: 0, removed: 0 };
  if (!projection.key.every((name) => known.includes(name))) {
    return { inserted: total, updated: 0, unchanged: 0, removed: count(`${counted} ${before}`) };
  }
  const equal = (names: readonly string[]) =>
    names.map((name) => `b.${quoteName(name)} IS n.${quoteName(name)}`).join(" AND ");
  const sameColumns = known.length === columns.length && columns.every((name) => known.includes(name));
  const kept = count(
    `${counted} ${now} n WHERE EXISTS (SELECT 1 FROM ${before} b WHERE ${equal(projection.key)})`,
  );
  const unchanged = sameColumns
    ? count(`${counted} ${now} n WHERE EXISTS (SELECT 1 FROM ${before} b WHERE ${equal(columns)})`)
    : 0;
  const removed = count(
    `${counted} ${before} b WHERE NOT EXISTS (SELECT 1 FROM ${now} n WHERE ${equal(projection.key)})`,
  );
  return { inserted: total - kept, updated: kept - unchanged, unchanged, removed };
}
