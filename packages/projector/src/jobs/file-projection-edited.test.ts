import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { at, notesProject } from "../../testing/notes.ts";

let notes: ReturnType<typeof notesProject>;
beforeEach(() => {
  notes = notesProject();
});
afterEach(() => notes.project.remove());

describe("files that a person edited", () => {
  test("are kept beside the new one, once, and reported", async () => {
    notes.put("r1", "c", "one");
    await notes.run();
    writeFileSync(notes.inViews("c/1.md"), "my own words");
    notes.put("r1", "c", "two");
    const report = await notes.run();
    const kept = notes.paths().find((path) => path.includes(".edited-")) ?? "";
    expect(kept).toMatch(/^c\/1\.edited-[0-9a-f]{8}\.md$/);
    expect(readFileSync(notes.inViews(kept), "utf8")).toBe("my own words");
    expect(notes.body("c/1.md")).toBe("\n# two\n");
    expect(report.counts).toMatchObject({ in: 1, updated: 1 });
    expect(report.notices).toEqual([
      expect.stringMatching(
        /edited or made by hand; it was kept beside the new one with a name that ends in \.edited-[0-9a-f]{8}\.md/,
      ),
    ]);
    expect(report.written).toEqual([notes.inViews(kept), notes.inViews("c/1.md")]);
    expect(await notes.run()).toMatchObject({ counts: { unchanged: 1 }, notices: [] });
  });

  test("are kept also when the row did not change, and the projected file is what the record says", async () => {
    notes.put("r1", "c", "one");
    await notes.run(at("2025-05-01T00:00:00.000Z"));
    const text = readFileSync(notes.inViews("c/1.md"), "utf8");
    writeFileSync(notes.inViews("c/1.md"), text.replace("one", "another"));
    expect((await notes.run(at("2025-05-02T00:00:00.000Z"))).notices?.length).toBe(1);
    expect(readFileSync(notes.inViews("c/1.md"), "utf8")).toBe(text);
    expect(notes.paths().length).toBe(2);
  });

  test("a file that was there before is a person's", async () => {
    mkdirSync(notes.inViews("c"), { recursive: true });
    writeFileSync(notes.inViews("c/1.md"), "mine");
    notes.put("r1", "c", "one");
    expect((await notes.run()).notices?.length).toBe(1);
    expect(Object.values(notes.project.files("views"))).toContain("mine");
    expect(notes.body("c/1.md")).toBe("\n# one\n");
  });

  test("stay when their row is gone", async () => {
    notes.put("r1", "c", "one");
    await notes.run();
    writeFileSync(notes.inViews("c/1.md"), "mine");
    notes.drop("r1");
    const report = await notes.run();
    expect(report.counts).toMatchObject({ in: 0, removed: 0 });
    expect(report.notices).toEqual([expect.stringMatching(/left there although its record is gone/)]);
    expect(notes.project.files("views")).toEqual({ "c/1.md": "mine" });
    expect((await notes.run()).notices).toEqual([]);
  });

  test("notices name no person", async () => {
    notes.put("r1", "ada@example.com", "one");
    await notes.run();
    writeFileSync(notes.inViews("ada@example.com/1.md"), "mine");
    expect((await notes.run()).notices?.join()).not.toContain("ada@");
  });
});
