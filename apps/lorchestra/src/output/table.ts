import type { Json } from "@lorchestra/warehouse";
import Table from "cli-table3";

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
  const table = new Table({
    colAligns: numeric.map((right) => (right ? "right" : "left")),
    chars: {
      top: "",
      "top-mid": "",
      "top-left": "",
      "top-right": "",
      bottom: "",
      "bottom-mid": "",
      "bottom-left": "",
      "bottom-right": "",
      left: "",
      "left-mid": "",
      mid: "",
      "mid-mid": "",
      right: "",
      "right-mid": "",
      middle: "  ",
    },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  // The head as a row: given as a head, cli-table3 spreads all rows as arguments, and 150,000 overflow the stack.
  for (const row of [head, ...rows]) table.push(row.map((cell) => visible(cell)));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function visible(cell: Cell): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return String(cell ?? "").replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (char) =>
    char === "\n" || char === "\t" ? " " : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
