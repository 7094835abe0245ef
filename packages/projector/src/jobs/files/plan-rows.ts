import { setImmediate as breathe } from "node:timers/promises";
import type { Fields } from "../../content/field-value.ts";
import { resolvePaths } from "../../paths/resolve-paths.ts";
import type { RenderedRow } from "./file-renderer.ts";

const ROWS_BETWEEN_BREATHS = 200;

/** Where a row's file belongs and what it holds; the text itself is rendered again when it is written. */
export interface PlannedFile {
  readonly path: string;
  readonly key: string;
  /** Hash of the content without its time. */
  readonly content: string;
}

/** A path for every row, by {@link rowIdentity}. @throws {DuplicatePathError} */
export async function planRows(
  rows: Iterable<Fields>,
  render: (row: Fields) => RenderedRow,
  signal: AbortSignal,
): Promise<Map<string, PlannedFile>> {
  const wanted: { readonly parts: readonly string[]; readonly id: string; readonly content: string }[] = [];
  for await (const { parts, key, content } of rendered(rows, render, signal))
    wanted.push({ parts, id: key, content });
  const paths = resolvePaths(wanted);
  return new Map(
    wanted.map(({ parts, id, content }, index) => [
      rowIdentity({ parts, key: id }),
      { path: paths[index] ?? "", key: id, content },
    ]),
  );
}

/** Rows as files, one by one; the event loop gets its turn in between. */
export async function* rendered(
  rows: Iterable<Fields>,
  render: (row: Fields) => RenderedRow,
  signal: AbortSignal,
): AsyncGenerator<RenderedRow> {
  let count = 0;
  for (const row of rows) {
    signal.throwIfAborted();
    yield render(row);
    count += 1;
    if (count % ROWS_BETWEEN_BREATHS === 0) await breathe();
  }
}

/** What tells a row from all others of a query. */
export function rowIdentity({ parts, key }: Pick<RenderedRow, "parts" | "key">): string {
  return JSON.stringify([key, ...parts]);
}
