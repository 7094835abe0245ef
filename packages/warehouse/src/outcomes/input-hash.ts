import type { Row, Sql, SqlTag } from "../sql.ts";
import type { InputSelection } from "./contract.ts";

/** Appended to the hash of an input that its source deleted, so that a deletion is a change like any other. */
const deleted = "#deleted";

/** What an input table says about the present state of a row: as SQL over the alias `i`, and over a row. */
export interface InputHash {
  readonly sql: (sql: SqlTag) => Sql;
  readonly ofRow: (row: Row) => string;
  readonly isDeleted: (row: Row) => boolean;
}

const text = (row: Row, column: string): string => String(row[column] ?? "");

/** How each input table's state is told. */
export const inputHashes: { readonly [table in InputSelection["table"]]: InputHash } = {
  raw_objects: {
    sql: (sql) =>
      sql`CASE WHEN i.deleted_at IS NULL THEN i.payload_hash ELSE i.payload_hash || ${deleted} END`,
    ofRow: (row) => text(row, "payload_hash") + (row.deleted_at === null ? "" : deleted),
    isDeleted: (row) => row.deleted_at !== null,
  },
  canonical_objects: {
    sql: (sql) => sql`i.raw_payload_hash || ':' || i.transform_hash`,
    ofRow: (row) => `${text(row, "raw_payload_hash")}:${text(row, "transform_hash")}`,
    isDeleted: () => false,
  },
};
