import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { setImmediate as turn } from "node:timers/promises";
import type { Row } from "../sql.ts";
import { whenFree } from "./busy.ts";
import { openReader } from "./connection.ts";
import { asArrays, rowDecoder, valuesOf } from "./decode-rows.ts";
import { toWarehouseError } from "./sqlite-error.ts";

const rowsPerTurn = 256;

/** Read-only connections, one for each stream that is open: each has a snapshot of its own. */
export class Readers {
  readonly #path: string;
  readonly #idle: DatabaseSync[] = [];
  readonly #open = new Set<DatabaseSync>();

  constructor(path: string) {
    this.#path = path;
  }

  /** Rows of one statement, one in memory at a time. The snapshot is taken at the first row and ends with the last. */
  async *rows(
    text: string,
    values: readonly SQLInputValue[],
    prefix: string,
  ): AsyncGenerator<Row, void, void> {
    const db = await this.#take();
    let iterator: Iterator<unknown> | undefined;
    try {
      const opened = await whenFree(this.#path, () => {
        const statement = asArrays(db.prepare(text));
        const rows = statement.iterate(...values);
        iterator = rows;
        return { rows, decoder: rowDecoder(statement, prefix), first: rows.next() };
      });
      let count = 0;
      for (let next = opened.first; !next.done; next = this.#next(opened.rows)) {
        yield opened.decoder.decode(valuesOf(next.value));
        if (++count % rowsPerTurn === 0) await turn();
      }
    } finally {
      if (db.isOpen) iterator?.return?.();
      this.#give(db);
    }
  }

  /** Closes a connection of {@link open}. */
  discard(db: DatabaseSync): void {
    this.#open.delete(db);
    if (db.isOpen) db.close();
  }

  close(): void {
    for (const db of this.#open) if (db.isOpen) db.close();
    this.#open.clear();
    this.#idle.length = 0;
  }

  #next<T>(rows: Iterator<T>): IteratorResult<T> {
    try {
      return rows.next();
    } catch (error) {
      throw toWarehouseError(error, this.#path);
    }
  }

  async #take(): Promise<DatabaseSync> {
    return this.#idle.pop() ?? this.open();
  }

  /** A connection of its own, for one use; closed with the warehouse if not before. */
  async open(): Promise<DatabaseSync> {
    const db = await whenFree(this.#path, () => openReader(this.#path));
    this.#open.add(db);
    return db;
  }

  #give(db: DatabaseSync): void {
    if (db.isOpen) this.#idle.push(db);
  }
}
