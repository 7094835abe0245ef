import type { Json } from "@lorchestra/warehouse";
import stringWidth from "string-width";

/** A cell: null is shown empty. */
export type Cell = string | number | boolean | null;

/** A value of a row as a cell: objects and lists as JSON. */
export function toCell(value: Json | undefined): Cell {
  if (value === undefined) return null;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

/**
 * A table for people: aligned, no frames, numbers to the right. Control characters in data are made visible, so that
 * a record cannot play tricks on a terminal.
 */
export function renderTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const numeric = head.map(
    (_, column) =>
      rows.length > 0 && rows.every((row) => typeof row[column] === "number" || row[column] === null),
  );
  const lines = [head, ...rows].map((row) => row.map(visible));
  const widths = head.map((_, column) =>
    lines.reduce((widest, cells) => Math.max(widest, stringWidth(cells[column] ?? "")), 0),
  );
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => {
          const space = " ".repeat(Math.max(0, (widths[column] ?? 0) - stringWidth(cell)));
          return numeric[column] ? space + cell : cell + space;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function visible(cell: Cell): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return String(cell ?? "").replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (char) =>
    char === "\n" || char === "\t" ? " " : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
