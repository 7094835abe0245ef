import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldPart, PART_BYTES, safePathPart, withSuffix } from "./safe-path-part.ts";

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.string({ unit: "grapheme", maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        ".",
        " ",
        "/",
        "\\",
        "..",
        "con",
        "CON",
        "nul",
        "é",
        "e\u0301",
        "🧑‍🚀",
        "\u202e",
        "\0",
        "\ud800",
        ".md",
        "~",
      ),
      {
        maxLength: 120,
      },
    )
    .map((pieces) => pieces.join("")),
);

describe("safePathPart", () => {
  test.each([
    ["../../etc", "_-..-etc"],
    ["..", "unnamed"],
    [".", "unnamed"],
    ["", "unnamed"],
    ["  ", "unnamed"],
    ["a/b", "a-b"],
    ["a\\b", "a-b"],
    ["CON", "_CON"],
    ["con.md", "_con.md"],
    ["nul .tar.gz", "_nul .tar.gz"],
    ["COM¹", "_COM¹"],
    ["console", "console"],
    [".lorchestra-manifest.json", "_lorchestra-manifest.json"],
    ["name. . ", "name"],
    ["e\u0301", "é"],
    ["a\u202egnp.exe", "agnp.exe"],
    ["two\nlines\u0000", "twolines"],
    ["what? *really* <b>", "what- -really- -b-"],
    ["😀", "😀"],
    ["ada@example.com", "ada@example.com"],
    ["\ud800", "\ufffd"],
  ])("%j becomes %j", (text, part) => {
    expect(safePathPart(text)).toBe(part);
  });

  test("300 characters are cut to the limit, and the extension stays", () => {
    expect(safePathPart("x".repeat(300))).toBe("x".repeat(PART_BYTES));
    expect(safePathPart(`${"é".repeat(300)}.md`)).toBe(`${"é".repeat(98)}.md`);
    expect(safePathPart("😀".repeat(100))).toBe("😀".repeat(50));
  });

  test("is one harmless part, whatever comes in", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const part = safePathPart(text);
        expect(part).not.toBe("");
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
        expect(part).not.toMatch(/[\\/:*?"<>|\u0000-\u001f\u007f-\u009f]|^\.|[. ]$/);
        expect(part).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d) *(\.|$)/i);
        expect(Buffer.byteLength(part)).toBeLessThanOrEqual(PART_BYTES);
        expect(part.isWellFormed()).toBe(true);
        expect(part.normalize("NFC")).toBe(part);
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  test("is idempotent", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(safePathPart(safePathPart(text))).toBe(safePathPart(text));
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  test("a 5 MB text takes no time to speak of", () => {
    const started = performance.now();
    safePathPart(" .".repeat(2_500_000));
    safePathPart(`a${" ".repeat(5_000_000)}b`);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

test("a suffix stands before a file's extension and at the end of a folder's name", () => {
  expect(withSuffix("note.md", "~1a", "file")).toBe("note~1a.md");
  expect(withSuffix("ada@example.com", "~1a", "folder")).toBe("ada@example.com~1a");
  expect(withSuffix("x".repeat(PART_BYTES), "~1a", "folder")).toBe(`${"x".repeat(PART_BYTES - 3)}~1a`);
});

test("names that a file system may take for one another fold to one", () => {
  expect(foldPart("Café")).toBe(foldPart("cafe\u0301".toUpperCase()));
  expect(foldPart("a")).not.toBe(foldPart("b"));
});
