import type { Sql, SqlPart } from "../sql.ts";

/**
 * The views that a dry run would have created, by name. As SQL is data, a query sees them although they are not there:
 * each stands in it as a subquery.
 */
export class RehearsedViews {
  readonly #selects = new Map<string, Sql>();

  /** A view as it would have been created. */
  add(name: string, select: Sql): void {
    this.#selects.set(name, select);
  }

  /** The query with each rehearsed view replaced by its select. */
  inline(query: Sql): Sql {
    if (this.#selects.size === 0) return query;
    return { parts: query.parts.flatMap((part) => this.#inlined(part)) };
  }

  #inlined(part: SqlPart): readonly SqlPart[] {
    const select = part.kind === "table" ? this.#selects.get(part.name) : undefined;
    if (select === undefined) return [part];
    return [{ kind: "text", text: "(" }, ...select.parts, { kind: "text", text: ")" }];
  }
}
