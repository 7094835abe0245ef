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
