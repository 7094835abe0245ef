import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { at, notesProject, withQuery, withSink } from "../../testing/notes.ts";

let notes: ReturnType<typeof notesProject>;
beforeEach(() => {
  notes = notesProject();
});
afterEach(() => notes.project.remove());

describe("files", () => {
  test("one per row, with front matter that parses back, 0600 in folders of 0700", async () => {
    notes.put("r1", "Ada L", "no: yes --- 1e3", 7);
    const report = await notes.run(at("2025-05-01T10:00:00.000Z"));
    expect(report.counts).toEqual({
      in: 1,
      inserted: 1,
      updated: 0,
      unchanged: 0,
      skipped: 0,
      quarantined: 0,
      removed: 0,
    });
    expect(report.written).toEqual([notes.inViews("Ada L/7.md")]);
    expect(notes.project.files("views")).toEqual({
      "Ada L/7.md":
        '---\nsource_type: "projection"\nentity: "files_notes"\nrecord_id: "r1"\nidem_key: "r1"\nprojected_at: "2025-05-01T10:00:00.000Z"\n---\n\n# no: yes --- 1e3\n',
    });
    expect(statSync(notes.inViews("Ada L/7.md")).mode & 0o777).toBe(0o600);
    expect(statSync(notes.inViews("Ada L")).mode & 0o777).toBe(0o700);
  });

  test("configured front matter keeps the types of single fields", async () => {
    notes.put("r1", "c", 'a "quoted" text\n---\nnext', 7);
    await notes.run(
      {},
      withSink({
        front_matter: { entity: "note", n: "{n}", title: "{text}", mixed: "{client}-{n}", fixed: true },
      }),
    );
    const text = readFileSync(notes.inViews("c/7.md"), "utf8");
    expect(parse(text.split(/^---$/m)[1] ?? "")).toMatchObject({
      entity: "note",
      record_id: "r1",
      n: 7,
      title: 'a "quoted" text\n---\nnext',
      mixed: "c-7",
      fixed: true,
    });
  });

  test("an unchanged row rewrites nothing, the manifest neither; projected_at is that of the last change", async () => {
    notes.put("r1", "c", "one", 1);
    notes.put("r2", "c", "two", 2);
    await notes.run(at("2025-05-01T00:00:00.000Z"));
    const before = notes.project.stamps("views");
    const again = await notes.run(at("2025-05-02T00:00:00.000Z"));
    expect(again).toMatchObject({
      counts: { in: 2, inserted: 0, updated: 0, unchanged: 2, removed: 0 },
      written: [],
      notices: [],
    });
    expect(notes.project.stamps("views")).toEqual(before);
    notes.put("r2", "c", "two!", 2);
    const third = await notes.run(at("2025-05-03T00:00:00.000Z"));
    expect(third).toMatchObject({
      counts: { in: 2, updated: 1, unchanged: 1 },
      written: [notes.inViews("c/2.md")],
    });
    expect(readFileSync(notes.inViews("c/1.md"), "utf8")).toContain(
      'projected_at: "2025-05-01T00:00:00.000Z"',
    );
    expect(readFileSync(notes.inViews("c/2.md"), "utf8")).toContain(
      'projected_at: "2025-05-03T00:00:00.000Z"',
    );
  });

  test("files whose row is gone are removed, with folders left empty", async () => {
    notes.put("r1", "ada", "x");
    notes.put("r2", "bob", "y");
    await notes.run();
    notes.drop("r1");
    expect((await notes.run()).counts).toMatchObject({ in: 1, unchanged: 1, removed: 1 });
    expect(notes.paths()).toEqual(["bob/1.md"]);
    expect(existsSync(notes.inViews("ada"))).toBe(false);
    notes.drop("r2");
    expect((await notes.run()).counts).toMatchObject({ in: 0, removed: 1 });
    expect(notes.paths()).toEqual([]);
  });

  test("a row that moves leaves nothing at its old place, also when only the case differs", async () => {
    notes.put("r1", "Ada", "x");
    await notes.run();
    notes.put("r1", "ada", "x");
    expect((await notes.run()).counts).toMatchObject({ in: 1, inserted: 1, removed: 1 });
    expect(notes.paths()).toEqual(["ada/1.md"]);
  });

  test("a file that was deleted by hand comes back as it was", async () => {
    notes.put("r1", "c", "x");
    await notes.run(at("2025-05-01T00:00:00.000Z"));
    const text = readFileSync(notes.inViews("c/1.md"), "utf8");
    rmSync(notes.inViews("c"), { recursive: true });
    expect((await notes.run(at("2025-05-02T00:00:00.000Z"))).counts).toMatchObject({ in: 1, inserted: 1 });
    expect(readFileSync(notes.inViews("c/1.md"), "utf8")).toBe(text);
  });

  test("null is empty text; a NUL and a lone surrogate do no harm", async () => {
    notes.put("r1", null, null, null);
    notes.put("r2", "a\0b", "x\0y", 2);
    await notes.run();
    expect(notes.paths()).toEqual(["ab/2.md", "unnamed/.md"].map((path) => path.replace("/.md", "/_md")));
    expect(notes.body("unnamed/_md")).toBe("\n# \n");
  });
});

describe("hostile names", () => {
  const subjects = [
    "../../etc",
    "CON",
    "a/b",
    "a-b",
    "😀",
    "x".repeat(300),
    "e\u0301",
    "é",
    "Ada",
    "ADA",
    "..",
    " ",
    "",
    "a\\b",
    ".lorchestra-manifest.json",
  ];

  test("each subject has a folder of its own below the base, and the next run finds all of them", async () => {
    for (const [index, subject] of subjects.entries()) notes.put(`r${index}`, subject, subject, index);
    expect((await notes.run()).counts).toMatchObject({ in: subjects.length, inserted: subjects.length });
    const folders = notes.paths().map((path) => dirname(path));
    expect(new Set(folders.map((folder) => folder.toLowerCase().normalize("NFC"))).size).toBe(
      subjects.length,
    );
    for (const path of notes.paths()) expect(path.split("/").length).toBe(2);
    expect((await notes.run()).counts).toMatchObject({ unchanged: subjects.length, removed: 0 });
  });

  test("a folder that leads out by a symlink is refused", async () => {
    const outside = join(notes.project.dir, "outside");
    mkdirSync(outside);
    mkdirSync(join(notes.project.dir, "views"));
    symlinkSync(outside, notes.inViews("c"));
    notes.put("r1", "c", "x");
    await expect(notes.run()).rejects.toThrow(/leads out/);
    expect(notes.project.files("outside")).toEqual({});
  });

  test("two rows of one path both get a file, with names that stay", async () => {
    notes.put("r1", "c", "one");
    notes.put("r2", "c", "two");
    await notes.run();
    const first = notes.project.files("views");
    expect(Object.keys(first).every((path) => /^c\/1~[0-9a-f]{8}\.md$/.test(path))).toBe(true);
    expect((await notes.run()).counts).toMatchObject({ unchanged: 2 });
    expect(notes.project.files("views")).toEqual(first);
  });

  test("one record twice is an error and writes nothing", async () => {
    notes.put("r1", "c", "one");
    const twice = withQuery("SELECT id AS record_id, client, text, n FROM notes, (SELECT 1 UNION SELECT 2)");
    await expect(notes.run({}, twice)).rejects.toThrow(/same path and the same record_id/);
    expect(existsSync(notes.inViews("c"))).toBe(false);
  });
});

test("a dry run counts and writes nothing; a test run writes to its twin", async () => {
  notes.put("r1", "c", "one");
  expect((await notes.run({ dryRun: true })).counts).toMatchObject({ in: 1, inserted: 1 });
  expect(existsSync(join(notes.project.dir, "views"))).toBe(false);
  await notes.run();
  notes.put("r1", "c", "two");
  const before = notes.project.stamps("views");
  expect((await notes.run({ dryRun: true })).counts).toMatchObject({ in: 1, updated: 1 });
  expect(notes.project.stamps("views")).toEqual(before);
  notes.project.sqlite("test_local.db", (db) => db.exec("CREATE TABLE notes (id, client, text, n)"));
  expect((await notes.run({ testTable: true })).counts).toMatchObject({ in: 0 });
  expect(notes.project.stamps("views")).toEqual(before);
});

test("a folder that cannot be written is an error, and the run after it completes", async () => {
  notes.put("r1", "a", "one");
  await notes.run();
  notes.put("r2", "b", "two");
  chmodSync(join(notes.project.dir, "views"), 0o500);
  const asRoot = process.getuid?.() === 0;
  if (!asRoot) await expect(notes.run()).rejects.toThrow(/EACCES/);
  chmodSync(join(notes.project.dir, "views"), 0o700);
  expect(await notes.run()).toMatchObject({ counts: { in: 2, inserted: 1, unchanged: 1 }, notices: [] });
});
