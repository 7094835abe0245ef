import type { DatabaseSync } from "node:sqlite";
import { WarehouseError } from "../errors.ts";
import { type ColumnType, keyColumns, type TableDefinition, tables } from "../tables/index.ts";
import { quote } from "./render.ts";
import { transaction } from "./transaction.ts";

/** Version of the layout in the file's `user_version`. Raise it with every change that an older program cannot take. */
const layout = 1;
/** `application_id` of a warehouse: the bytes "lorc". */
const application = 0x6c6f7263;

const storage: { readonly [type in ColumnType]: string } = {
  string: "TEXT",
  integer: "INTEGER",
  float: "REAL",
  boolean: "INTEGER",
  json: "TEXT",
  timestamp: "TEXT",
};

/** Refuses a file that is a database of something else or of a newer lorchestra. Changes nothing. */
export function checkFile(db: DatabaseSync, path: string): void {
  const id = pragma(db, "application_id");
  const version = pragma(db, "user_version");
  const objects = Number(db.prepare("SELECT COUNT(*) AS n FROM sqlite_schema").get()?.n ?? 0);
  if (id === 0 && version === 0 && objects === 0) return;
  if (id !== application)
    throw new WarehouseError(
      "warehouse_foreign_file",
      `${path} is a database of another program. Point the warehouse at another path.`,
    );
  if (version > layout)
    throw new WarehouseError(
      "warehouse_newer",
      `${path} was written by a newer lorchestra (layout ${version}, this one knows ${layout}). Update lorchestra.`,
    );
}

/** Makes the tables and indexes that are missing, in one transaction; takes no lock when there is nothing to do. */
export function createTables(db: DatabaseSync, path: string, prefix: string): void {
  if (missing(db, prefix).length === 0) return;
  transaction(db, () => {
    checkFile(db, path);
    for (const statement of missing(db, prefix)) db.exec(statement);
    db.exec(`PRAGMA application_id = ${application}; PRAGMA user_version = ${layout}`);
  });
}

function pragma(db: DatabaseSync, name: "application_id" | "user_version"): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}

function missing(db: DatabaseSync, prefix: string): string[] {
  const present = new Set(
    db
      .prepare("SELECT name FROM sqlite_schema")
      .all()
      .map((row) => String(row.name)),
  );
  return Object.values(tables)
    .flatMap((table) => definitions(table, prefix))
    .flatMap(({ name, text }) => (present.has(name) ? [] : [text]));
}

function definitions(table: TableDefinition, prefix: string): { name: string; text: string }[] {
  const name = prefix + table.name;
  const indexes = (table.indexes ?? []).map((columns, index) => {
    const indexName = `${name}_${index + 1}`;
    const list = columns.map(quote).join(", ");
    return { name: indexName, text: `CREATE INDEX ${quote(indexName)} ON ${quote(name)} (${list})` };
  });
  return [{ name, text: createTable(table, name) }, ...indexes];
}

function createTable(table: TableDefinition, name: string): string {
  const keys = keyColumns(table);
  const columns = stored(table).map((column) => {
    const { type, nullable } = table.columns[column] ?? { type: "string", nullable: true };
    return `${quote(column)} ${storage[type]}${nullable ? "" : " NOT NULL"}`;
  });
  if (keys.length > 0) columns.push(`PRIMARY KEY (${keys.map(quote).join(", ")})`);
  // Small rows live in the key's own tree: one look-up instead of two. Rows with a payload would make that tree slow.
  const clustered = keys.length > 0 && !("payload" in table.columns);
  return `CREATE TABLE ${quote(name)} (${columns.join(", ")}) STRICT${clustered ? ", WITHOUT ROWID" : ""}`;
}

/** Columns in the order of the file: payloads last, so that reading another column never walks through a payload. */
function stored(table: TableDefinition): string[] {
  const names = Object.keys(table.columns);
  const isPayload = (name: string): boolean => name === "payload";
  return [...names.filter((name) => !isPayload(name)), ...names.filter(isPayload)];
}
