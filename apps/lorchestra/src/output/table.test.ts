import { expect, test } from "vitest";
import { renderTable } from "./table.ts";

test("columns are aligned, numbers to the right", () => {
  expect(
    renderTable(
      ["name", "n"],
      [
        ["a", 1],
        ["bcd", 200],
      ],
    ),
  ).toBe("name    n\na       1\nbcd   200");
});

test("what data says cannot move the cursor", () => {
  expect(renderTable(["x"], [["\u001b[2Jboo\u202e"]])).toBe("x\n\\u001b[2Jboo\\u202e");
});

test("no rows: the head alone", () => {
  expect(renderTable(["a", "b"], [])).toBe("a  b");
});

test("200,000 rows are no problem, and a column's name cannot move the cursor either", () => {
  const rows = Array.from({ length: 200_000 }, (_, index) => [index]);
  const lines = renderTable(["\u001b[2J"], rows).split("\n");
  expect(lines.length).toBe(200_001);
  expect(lines[0]).toBe("\\u001b[2J");
  expect(lines.at(-1)).toBe("   199999");
});
