import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DuplicatePathError } from "../errors.ts";
import { resolvePaths } from "./resolve-paths.ts";
import { foldPart } from "./safe-path-part.ts";

describe("resolvePaths", () => {
  test("leaves paths that do not clash as they are", () => {
    expect(
      resolvePaths([
        { parts: ["Ada L", "a.md"], id: "1" },
        { parts: ["Ada L", "b.md"], id: "2" },
      ]),
    ).toEqual(["Ada L/a.md", "Ada L/b.md"]);
  });

  test("two subjects whose names only look alike get folders of their own", () => {
    const paths = resolvePaths([
      { parts: ["a/b", "x.md"], id: "1" },
      { parts: ["a-b", "y.md"], id: "2" },
      { parts: ["A-B", "z.md"], id: "3" },
      { parts: ["a/b", "z.md"], id: "4" },
    ]);
    const folders = paths.map((path) => path.split("/")[0] ?? "");
    expect(folders[0]).toMatch(/^a-b~[0-9a-f]{8}$/);
    expect(folders[3]).toBe(folders[0]);
    expect(new Set(folders.map(foldPart)).size).toBe(3);
  });

  test("NFC and NFD spellings are two subjects", () => {
    const [composed, decomposed] = resolvePaths([
      { parts: ["é", "x.md"], id: "1" },
      { parts: ["e\u0301", "x.md"], id: "2" },
    ]);
    expect(composed).toMatch(/^é~[0-9a-f]{8}\/x\.md$/);
    expect(decomposed).toMatch(/^é~[0-9a-f]{8}\/x\.md$/);
    expect(composed).not.toBe(decomposed);
  });

  test("a missing subject shares no folder with one who is called like its substitute", () => {
    const [missing, named] = resolvePaths([
      { parts: ["", "x.md"], id: "1" },
      { parts: ["unnamed", "x.md"], id: "2" },
    ]);
    expect(missing?.split("/")[0]).not.toBe(named?.split("/")[0]);
  });

  test("files of one name get the suffix of their record, the same from run to run", () => {
    const [first, second] = resolvePaths([
      { parts: ["x.md"], id: "r1" },
      { parts: ["X.md"], id: "r2" },
    ]);
    expect(first).toMatch(/^x~[0-9a-f]{8}\.md$/);
    expect(
      resolvePaths([
        { parts: ["X.md"], id: "r2" },
        { parts: ["x.md"], id: "r1" },
      ]),
    ).toEqual([second, first]);
  });

  test("a file and a folder of one name do not meet", () => {
    const [file, inFolder] = resolvePaths([
      { parts: ["notes"], id: "1" },
      { parts: ["notes", "a.md"], id: "2" },
    ]);
    expect(file).not.toBe(inFolder?.split("/")[0]);
  });

  test("a name that imitates a suffix does not meet it", () => {
    const clash = [
      { parts: ["x.md"], id: "r1" },
      { parts: ["X.md"], id: "r2" },
    ];
    const imitation = resolvePaths(clash)[0] ?? "";
    const paths = resolvePaths([...clash, { parts: [imitation], id: "r3" }]);
    expect(new Set(paths.map(foldPart)).size).toBe(3);
    expect(paths[2]).toBe(imitation);
  });

  test("one record given twice is an error, not a lost file", () => {
    const request = { parts: ["x.md"], id: "r1" };
    expect(() => resolvePaths([request, request])).toThrow(DuplicatePathError);
  });

  test("never gives one path twice, and does not depend on the order", () => {
    const part = fc.constantFrom(
      "a",
      "A",
      "a/",
      "a-",
      "é",
      "e\u0301",
      "",
      "..",
      "CON",
      "_con",
      "unnamed",
      "a.md",
      "A.MD",
    );
    const parts = fc.array(fc.tuple(part, part), { maxLength: 30 });
    fc.assert(
      fc.property(parts, fc.integer(), (all, seed) => {
        const requests = all.map((own, index) => ({ parts: own, id: `record ${index}` }));
        const paths = resolvePaths(requests);
        expect(new Set(paths.map(foldPart)).size).toBe(paths.length);
        const shuffled = requests.toSorted(
          (a, b) => ((a.id.length * seed) % 7) - ((b.id.length * seed) % 7) || b.id.localeCompare(a.id),
        );
        const again = resolvePaths(shuffled);
        expect(new Map(shuffled.map(({ id }, index) => [id, again[index]]))).toEqual(
          new Map(requests.map(({ id }, index) => [id, paths[index]])),
        );
      }),
      { seed: 7 },
    );
  });
});
