import { constants, type DatabaseSync, type StatementSync } from "node:sqlite";
import { ReadOnlyError } from "../errors.ts";
import type { Row } from "../sql.ts";
import { tables } from "../tables/index.ts";
import { whenFree } from "./busy.ts";
import { asArrays, rowDecoder, valuesOf } from "./decode-rows.ts";
import type { Readers } from "./readers.ts";
import { quote } from "./render.ts";
import { isBusy, toWarehouseError } from "./sqlite-error.ts";

/** PRAGMAs that only describe; everything else a PRAGMA can do is refused. */
const describing = new Set([
  "table_info",
  "table_xinfo",
  "table_list",
  "index_list",
  "index_info",
  "index_xinfo",
  "function_list",
  "collation_list",
  "compile_options",
]);

/** Functions that reach out of the database. */
const reaching = new Set(["load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"]);

/** What remains of a text after its first statement: nothing but blanks, comments and semicolons may. */
const nothingMore = /^(?:[\s;]|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$))*$/;

const oneRead = "Only one statement that reads is allowed here: a SELECT.";

/**
 * Runs a person's SQL. Four locks, all the engine's own, each of which would be enough for most attacks: the
 * connection is open read-only, `query_only` is on, extensions cannot be loaded, and an authorizer lets nothing
 * through but reading. Words are never looked at, so `'delete'` in a text is fine.
 *
 * @throws ReadOnlyError
 */
export async function runReadOnly(
  readers: Readers,
  path: string,
  prefix: string,
  text: string,
): Promise<{ readonly columns: readonly string[]; readonly rows: AsyncGenerator<Row, void, void> }> {
  const db = await readers.open();
  try {
    const statement = await whenFree(path, () => {
      if (prefix !== "") shadow(db, prefix);
      lock(db, prefix);
      return prepareOne(db, text);
    });
    statement.setReadBigInts(true);
    const decoder = rowDecoder(asArrays(statement), prefix);
    return { columns: decoder.columns, rows: rows(readers, db, statement, decoder.decode, path) };
  } catch (error) {
    readers.discard(db);
    throw error;
  }
}

/** With isolation the plain names mean the twins: views of this connection alone, which hide the real tables. */
function shadow(db: DatabaseSync, prefix: string): void {
  const views = db
    .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'view'")
    .all()
    .map((row) => String(row.name));
  const twins = views.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  db.exec("PRAGMA query_only = OFF");
  for (const name of [...Object.keys(tables), ...twins])
    db.exec(`CREATE TEMP VIEW ${quote(name)} AS SELECT * FROM main.${quote(prefix + name)}`);
  db.exec("PRAGMA query_only = ON");
}

function lock(db: DatabaseSync, prefix: string): void {
  if (typeof db.setAuthorizer !== "function")
    throw new ReadOnlyError("SQL of your own needs Node 24.10 or newer, which can keep it from writing.");
  db.exec("PRAGMA trusted_schema = OFF");
  db.setAuthorizer((action, first, second, database) =>
    isRead(action, first, second, database, prefix) ? constants.SQLITE_OK : constants.SQLITE_DENY,
  );
}

function isRead(
  action: number,
  first: string | null,
  second: string | null,
  database: string | null,
  prefix: string,
): boolean {
  switch (action) {
    case constants.SQLITE_SELECT:
    case constants.SQLITE_RECURSIVE:
      return true;
    case constants.SQLITE_READ:
      // Isolation: of the file itself only twins and what SQLite describes itself with.
      return prefix === "" || database !== "main" || isTwin(first ?? "", prefix);
    case constants.SQLITE_FUNCTION:
      return !reaching.has((second ?? "").toLowerCase());
    case constants.SQLITE_PRAGMA:
      return describing.has((first ?? "").toLowerCase());
    default:
      return false;
  }
}

function isTwin(table: string, prefix: string): boolean {
  return table.startsWith(prefix) || /^(?:sqlite|pragma|json)_/.test(table);
}

function prepareOne(db: DatabaseSync, text: string): StatementSync {
  // SQLite reads a text up to its first NUL; nobody should have to wonder what follows it.
  if (text.includes("\0")) throw new ReadOnlyError("The SQL text contains a NUL character.");
  if (nothingMore.test(text)) throw new ReadOnlyError(`There is no statement. ${oneRead}`);
  const statement = refusing(() => db.prepare(text));
  if (!nothingMore.test(text.slice(statement.sourceSQL.length)))
    throw new ReadOnlyError(`There is more than one statement. ${oneRead}`);
  if (statement.columns().length === 0) throw new ReadOnlyError(`The statement gives no rows. ${oneRead}`);
  return statement;
}

const authorization = 23;

function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (isBusy(cause) || !(cause instanceof Error)) throw cause;
    const code = "errcode" in cause ? cause.errcode : 0;
    if (code === authorization) throw new ReadOnlyError(`The statement was refused. ${oneRead}`, { cause });
    throw new ReadOnlyError(`The statement cannot be run: ${cause.message}`, { cause });
  }
}

async function* rows(
  readers: Readers,
  db: DatabaseSync,
  statement: StatementSync,
  decode: (values: ReturnType<typeof valuesOf>) => Row,
  path: string,
): AsyncGenerator<Row, void, void> {
  try {
    for (const row of statement.iterate()) yield decode(valuesOf(row));
  } catch (error) {
    throw toWarehouseError(error, path);
  } finally {
    readers.discard(db);
  }
}
