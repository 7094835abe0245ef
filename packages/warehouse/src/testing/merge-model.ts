import type { Json } from "../json.ts";
import type { Row } from "../sql.ts";
import { keyColumns, type TableDefinition } from "../tables/index.ts";
import type { MergeCounts, RowInput } from "../warehouse.ts";

/**
 * What a merge means, as plainly as it can be said: one row after the other into a map. Drivers are held against it.
 * For rows without {@link JsonText}.
 */
export class MergeModel {
  readonly #table: TableDefinition;
  readonly #rows = new Map<string, { [column: string]: Json }>();

  constructor(table: TableDefinition) {
    this.#table = table;
  }

  merge(rows: readonly RowInput[]): MergeCounts {
    const counts = { inserted: 0, updated: 0, unchanged: 0 };
    for (const row of rows) counts[this.#mergeOne(row)]++;
    return counts;
  }

  /** The rows in key order (by code points, as databases order text). */
  rows(): Row[] {
    return [...this.#rows.entries()]
      .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .map(([, row]) => row);
  }

  #mergeOne(row: RowInput): keyof MergeCounts {
    const key = keyColumns(this.#table)
      .map((column) => String(row[column]))
      .join("\n");
    const stored = this.#rows.get(key);
    if (stored === undefined) {
      this.#rows.set(key, Object.fromEntries(this.#names().map((column) => [column, plain(row[column])])));
      return "inserted";
    }
    const role = (column: string) => this.#table.columns[column]?.role;
    const changed = this.#names().some(
      (column) =>
        role(column) === "content" && JSON.stringify(stored[column]) !== JSON.stringify(plain(row[column])),
    );
    for (const column of this.#names()) {
      if (role(column) === "touched") stored[column] = plain(row[column]);
      if (!changed) continue;
      if (["content", "carried", "changed"].includes(role(column) ?? "")) stored[column] = plain(row[column]);
      if (role(column) === "cleared") stored[column] = null;
    }
    return changed ? "updated" : "unchanged";
  }

  #names(): string[] {
    return Object.keys(this.#table.columns);
  }
}

function plain(value: RowInput[string]): Json {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}
