import type { DatabaseSync } from "node:sqlite";
import { sql } from "../sql.ts";
import type { ViewDefinition } from "../warehouse.ts";
import { sqliteDialect } from "./dialect.ts";
import { quote, renderLiteral } from "./render.ts";

/** The statement that makes a view; its text is its definition. */
export function viewText(view: ViewDefinition, prefix: string): string {
  const columns = Object.keys(view.columns).map(quote).join(", ");
  const select = renderLiteral(view.select(sql, sqliteDialect), prefix);
  return `CREATE VIEW ${quote(prefix + view.name)} (${columns}) AS ${select}`;
}

/** Whether the file has another definition of the view, or none. */
export function viewDiffers(db: DatabaseSync, name: string, text: string): boolean {
  const row = db.prepare("SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = ?").get(name);
  return row?.sql !== text;
}

/** Puts a view in the place of an older one, inside the running transaction. */
export function replaceView(db: DatabaseSync, name: string, text: string): void {
  db.exec(`DROP VIEW IF EXISTS ${quote(name)}`);
  db.exec(text);
  // SQLite looks at the columns of a view when it is used; find mistakes now.
  db.prepare(`SELECT * FROM ${quote(name)} LIMIT 0`).all();
}
