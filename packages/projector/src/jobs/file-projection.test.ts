import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ManifestError, MissingFieldError, PathTakenError, QueryError } from "../errors.ts";
import { type TestProject, testProject } from "../testing/project.ts";
import { type FileProjectionConfig, fileProjection } from "./file-projection.ts";

type Options = { jobId?: string; now?: () => Date; dryRun?: boolean; testTable?: boolean };

let project: TestProject;
beforeEach(() => {
  project = testProject();
  project.sqlite("local.db", (db) =>
    db.exec("CREATE TABLE notes (id TEXT PRIMARY KEY, client TEXT, text TEXT, n INTEGER)"),
  );
});
afterEach(() => project.remove());

const config: FileProjectionConfig = {
  source: { sqlite_path: "./local.db", query: "SELECT id AS record_id, client, text, n FROM notes" },
  sink: { base_path: "./views", path_template: "{client}/{n}.md", content_template: "# {text}" },
};
const withSink = (sink: Partial<FileProjectionConfig["sink"]>) => ({
  ...config,
  sink: { ...config.sink, ...sink },
});
const withQuery = (query: string) => ({ ...config, source: { ...config.source, query } });
const run = (options: Options = {}, other = config) =>
  project.run(fileProjection, other, { jobId: "files_notes", ...options });

function put(id: string, client: string | null, text: string | null, n: number | null = 1): void {
  project.sqlite("local.db", (db) =>
    db.prepare("INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?)").run(id, client, text, n),
  );
}

function drop(id: string): void {
  project.sqlite("local.db", (db) => db.prepare("DELETE FROM notes WHERE id = ?").run(id));
}

const at = (time: string): Options => ({ now: () => new Date(time) });
const paths = () => Object.keys(project.files("views"));
const inViews = (path: string) => join(project.dir, "views", path);
const body = (path: string) => readFileSync(inViews(path), "utf8").split("---\n").slice(2).join("---\n");
const manifest = () => JSON.parse(readFileSync(inViews(".lorchestra-manifest.json"), "utf8"));

describe("files", () => {
  test("one per row, with front matter that parses back, 0600 in folders of 0700", async () => {
    put("r1", "Ada L", "no: yes --- 1e3", 7);
    const report = await run(at("2025-05-01T10:00:00.000Z"));
    expect(report.counts).toEqual({
      in: 1,
      inserted: 1,
      updated: 0,
      unchanged: 0,
      skipped: 0,
      quarantined: 0,
      removed: 0,
    });
    expect(report.written).toEqual([inViews("Ada L/7.md")]);
    expect(project.files("views")).toEqual({
      "Ada L/7.md":
        '---\nsource_type: "projection"\nentity: "files_notes"\nrecord_id: "r1"\nidem_key: "r1"\nprojected_at: "2025-05-01T10:00:00.000Z"\n---\n\n# no: yes --- 1e3\n',
    });
    expect(statSync(inViews("Ada L/7.md")).mode & 0o777).toBe(0o600);
    expect(statSync(inViews("Ada L")).mode & 0o777).toBe(0o700);
  });

  test("configured front matter keeps the types of single fields", async () => {
    put("r1", "c", 'a "quoted" text\n---\nnext', 7);
    await run(
      {},
      withSink({
        front_matter: { entity: "note", n: "{n}", title: "{text}", mixed: "{client}-{n}", fixed: true },
      }),
    );
    const text = readFileSync(inViews("c/7.md"), "utf8");
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
    put("r1", "c", "one", 1);
    put("r2", "c", "two", 2);
    await run(at("2025-05-01T00:00:00.000Z"));
    const before = project.stamps("views");
    const again = await run(at("2025-05-02T00:00:00.000Z"));
    expect(again).toMatchObject({
      counts: { in: 2, inserted: 0, updated: 0, unchanged: 2, removed: 0 },
      written: [],
      notices: [],
    });
    expect(project.stamps("views")).toEqual(before);
    put("r2", "c", "two!", 2);
    const third = await run(at("2025-05-03T00:00:00.000Z"));
    expect(third).toMatchObject({
      counts: { in: 2, updated: 1, unchanged: 1 },
      written: [inViews("c/2.md")],
    });
    expect(readFileSync(inViews("c/1.md"), "utf8")).toContain('projected_at: "2025-05-01T00:00:00.000Z"');
    expect(readFileSync(inViews("c/2.md"), "utf8")).toContain('projected_at: "2025-05-03T00:00:00.000Z"');
  });

  test("files whose row is gone are removed, with folders left empty", async () => {
    put("r1", "ada", "x");
    put("r2", "bob", "y");
    await run();
    drop("r1");
    expect((await run()).counts).toMatchObject({ in: 1, unchanged: 1, removed: 1 });
    expect(paths()).toEqual(["bob/1.md"]);
    expect(existsSync(inViews("ada"))).toBe(false);
    drop("r2");
    expect((await run()).counts).toMatchObject({ in: 0, removed: 1 });
    expect(paths()).toEqual([]);
  });

  test("a row that moves leaves nothing at its old place, also when only the case differs", async () => {
    put("r1", "Ada", "x");
    await run();
    put("r1", "ada", "x");
    expect((await run()).counts).toMatchObject({ in: 1, inserted: 1, removed: 1 });
    expect(paths()).toEqual(["ada/1.md"]);
  });

  test("a file that was deleted by hand comes back as it was", async () => {
    put("r1", "c", "x");
    await run(at("2025-05-01T00:00:00.000Z"));
    const text = readFileSync(inViews("c/1.md"), "utf8");
    rmSync(inViews("c"), { recursive: true });
    expect((await run(at("2025-05-02T00:00:00.000Z"))).counts).toMatchObject({ in: 1, inserted: 1 });
    expect(readFileSync(inViews("c/1.md"), "utf8")).toBe(text);
  });

  test("null is empty text; a NUL and a lone surrogate do no harm", async () => {
    put("r1", null, null, null);
    put("r2", "a\0b", "x\0y", 2);
    await run();
    expect(paths()).toEqual(["ab/2.md", "unnamed/.md"].map((path) => path.replace("/.md", "/_md")));
    expect(body("unnamed/_md")).toBe("\n# \n");
  });
});

describe("files that a person edited", () => {
  test("are kept beside the new one, once, and reported", async () => {
    put("r1", "c", "one");
    await run();
    writeFileSync(inViews("c/1.md"), "my own words");
    put("r1", "c", "two");
    const report = await run();
    const kept = paths().find((path) => path.includes(".edited-")) ?? "";
    expect(kept).toMatch(/^c\/1\.edited-[0-9a-f]{8}\.md$/);
    expect(readFileSync(inViews(kept), "utf8")).toBe("my own words");
    expect(body("c/1.md")).toBe("\n# two\n");
    expect(report.counts).toMatchObject({ in: 1, updated: 1 });
    expect(report.notices).toEqual([
      expect.stringMatching(
        /edited or made by hand; it was kept beside the new one with a name that ends in \.edited-[0-9a-f]{8}\.md/,
      ),
    ]);
    expect(report.written).toEqual([inViews(kept), inViews("c/1.md")]);
    expect(await run()).toMatchObject({ counts: { unchanged: 1 }, notices: [] });
  });

  test("are kept also when the row did not change, and the projected file is what the record says", async () => {
    put("r1", "c", "one");
    await run(at("2025-05-01T00:00:00.000Z"));
    const text = readFileSync(inViews("c/1.md"), "utf8");
    writeFileSync(inViews("c/1.md"), text.replace("one", "another"));
    expect((await run(at("2025-05-02T00:00:00.000Z"))).notices?.length).toBe(1);
    expect(readFileSync(inViews("c/1.md"), "utf8")).toBe(text);
    expect(paths().length).toBe(2);
  });

  test("a file that was there before is a person's", async () => {
    mkdirSync(inViews("c"), { recursive: true });
    writeFileSync(inViews("c/1.md"), "mine");
    put("r1", "c", "one");
    expect((await run()).notices?.length).toBe(1);
    expect(Object.values(project.files("views"))).toContain("mine");
    expect(body("c/1.md")).toBe("\n# one\n");
  });

  test("stay when their row is gone", async () => {
    put("r1", "c", "one");
    await run();
    writeFileSync(inViews("c/1.md"), "mine");
    drop("r1");
    const report = await run();
    expect(report.counts).toMatchObject({ in: 0, removed: 0 });
    expect(report.notices).toEqual([expect.stringMatching(/left there although its record is gone/)]);
    expect(project.files("views")).toEqual({ "c/1.md": "mine" });
    expect((await run()).notices).toEqual([]);
  });

  test("notices name no person", async () => {
    put("r1", "ada@example.com", "one");
    await run();
    writeFileSync(inViews("ada@example.com/1.md"), "mine");
    expect((await run()).notices?.join()).not.toContain("ada@");
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
    for (const [index, subject] of subjects.entries()) put(`r${index}`, subject, subject, index);
    expect((await run()).counts).toMatchObject({ in: subjects.length, inserted: subjects.length });
    const folders = paths().map((path) => dirname(path));
    expect(new Set(folders.map((folder) => folder.toLowerCase().normalize("NFC"))).size).toBe(
      subjects.length,
    );
    for (const path of paths()) expect(path.split("/").length).toBe(2);
    expect((await run()).counts).toMatchObject({ unchanged: subjects.length, removed: 0 });
  });

  test("a folder that leads out by a symlink is refused", async () => {
    const outside = join(project.dir, "outside");
    mkdirSync(outside);
    mkdirSync(join(project.dir, "views"));
    symlinkSync(outside, inViews("c"));
    put("r1", "c", "x");
    await expect(run()).rejects.toThrow(/leads out/);
    expect(project.files("outside")).toEqual({});
  });

  test("two rows of one path both get a file, with names that stay", async () => {
    put("r1", "c", "one");
    put("r2", "c", "two");
    await run();
    const first = project.files("views");
    expect(Object.keys(first).every((path) => /^c\/1~[0-9a-f]{8}\.md$/.test(path))).toBe(true);
    expect((await run()).counts).toMatchObject({ unchanged: 2 });
    expect(project.files("views")).toEqual(first);
  });

  test("one record twice is an error and writes nothing", async () => {
    put("r1", "c", "one");
    const twice = withQuery("SELECT id AS record_id, client, text, n FROM notes, (SELECT 1 UNION SELECT 2)");
    await expect(run({}, twice)).rejects.toThrow(/same path and the same record_id/);
    expect(existsSync(inViews("c"))).toBe(false);
  });
});

describe("what is refused", () => {
  test.each([
    ["DELETE FROM notes", /no rows|readonly/],
    ["DELETE FROM notes RETURNING id AS record_id, client, text, n", /readonly|read-only/],
    ["SELECT id AS record_id, client, text, n FROM notes; DROP TABLE notes", /more than one statement/],
    ["ATTACH 'other.db' AS other", /no rows/],
    ["VACUUM INTO 'copy.db'", /no rows/],
    ["SELECT 1 AS n, 2 AS n", /two columns n/],
    ["SELECT x'00ff' AS record_id, client, text, n FROM notes", /binary data in the column record_id/],
    ["SELECT missing FROM notes", /no such column/],
    ["SELECT id, client, text, n FROM notes", /Nothing identifies the rows/],
    ["SELECT NULL AS record_id, client, text, n FROM notes", /a row has no record_id/],
    ["SELECT random() AS record_id, client, text, n FROM notes", /something else each time/],
  ])("%s", async (query, message) => {
    put("r1", "c", "x");
    await expect(run({}, withQuery(query))).rejects.toThrow(QueryError);
    await expect(run({}, withQuery(query))).rejects.toThrow(message);
    expect(project.sqlite("local.db", (db) => db.prepare("SELECT id FROM notes").all())).toEqual([
      { id: "r1" },
    ]);
    expect(existsSync(join(project.dir, "copy.db"))).toBe(false);
  });

  test("a trailing semicolon and comments are no second statement", async () => {
    put("r1", "c", "x");
    expect(
      (await run({}, withQuery(`${config.source.query}; -- done\n /* really */ ;`.replace(" ;", "")))).counts
        .in,
    ).toBe(1);
  });

  test("a missing field is named with its job and those that exist, also without rows", async () => {
    await expect(run({}, withSink({ content_template: "{nope}" }))).rejects.toThrow(
      new MissingFieldError("files_notes", "nope", ["record_id", "client", "text", "n"]),
    );
    await expect(run({}, withSink({ front_matter: { x: "{nope}" } }))).rejects.toThrow(MissingFieldError);
    await expect(run({}, withSink({ path_template: "{nope}.md" }))).rejects.toThrow(MissingFieldError);
  });

  test("broken templates and doubled outputs are found before anything runs", () => {
    const broken = withSink({
      path_template: "../{n}",
      content_template: "{% if x %}",
      front_matter: { projected_at: "x", a: "{{ x | y }}" },
    });
    expect(fileProjection.validateConfig?.(broken, "j").map(({ path }) => path)).toEqual([
      "sink.path_template",
      "sink.content_template",
      "sink.front_matter.a",
      "sink.front_matter.projected_at",
    ]);
    expect(
      fileProjection.validateTogether?.([
        { jobId: "a", config },
        { jobId: "b", config },
      ])?.length,
    ).toBe(1);
    expect(fileProjection.validateConfig?.(config, "j")).toEqual([]);
  });

  test("two jobs in one folder keep to their own files and never take one another's", async () => {
    put("r1", "c", "one");
    await run();
    const other = withSink({ path_template: "{client}/other.md" });
    await run({ jobId: "files_other" }, other);
    await expect(run({ jobId: "files_third" }, withSink({ path_template: "C/{n}.md" }))).rejects.toThrow(
      PathTakenError,
    );
    drop("r1");
    expect((await run()).counts.removed).toBe(1);
    expect(paths()).toEqual(["c/other.md"]);
  });
});

describe("the manifest", () => {
  test("says path, key and hashes; a job without files has no section", async () => {
    put("r1", "c", "one");
    await run();
    expect(manifest()).toEqual({
      format: 1,
      jobs: [
        {
          job: "files_notes",
          files: [
            {
              path: "c/1.md",
              key: "r1",
              versions: [
                {
                  content: expect.stringMatching(/^[0-9a-f]{64}$/),
                  file: expect.stringMatching(/^[0-9a-f]{64}$/),
                  projected_at: expect.any(String),
                },
              ],
            },
          ],
        },
      ],
    });
    drop("r1");
    await run();
    expect(manifest().jobs).toEqual([]);
  });

  test("lost, it is made again and no file becomes a person's", async () => {
    put("r1", "c", "one");
    await run();
    rmSync(inViews(".lorchestra-manifest.json"));
    expect(await run()).toMatchObject({ counts: { unchanged: 1 }, notices: [] });
    drop("r1");
    expect((await run()).counts.removed).toBe(1);
  });

  test.each(["", "{", "[]", '{"format":2,"jobs":[]}', '{"format":1,"jobs":[{"job":1}]}', "\xff"])(
    "%j is an error that says what to do",
    async (text) => {
      put("r1", "c", "one");
      await run();
      writeFileSync(inViews(".lorchestra-manifest.json"), Buffer.from(text, "latin1"));
      await expect(run()).rejects.toThrow(ManifestError);
      await expect(run()).rejects.toThrow(/Restore it, or delete it/);
    },
  );

  test("a path in it that leads out is refused", async () => {
    put("r1", "c", "one");
    await run();
    const path = inViews(".lorchestra-manifest.json");
    writeFileSync(path, readFileSync(path, "utf8").replace("c/1.md", "../local.db"));
    await expect(run()).rejects.toThrow(/sink/);
    expect(existsSync(join(project.dir, "local.db"))).toBe(true);
  });
});

test("a dry run counts and writes nothing; a test run writes to its twin", async () => {
  put("r1", "c", "one");
  expect((await run({ dryRun: true })).counts).toMatchObject({ in: 1, inserted: 1 });
  expect(existsSync(join(project.dir, "views"))).toBe(false);
  await run();
  put("r1", "c", "two");
  const before = project.stamps("views");
  expect((await run({ dryRun: true })).counts).toMatchObject({ in: 1, updated: 1 });
  expect(project.stamps("views")).toEqual(before);
  project.sqlite("test_local.db", (db) => db.exec("CREATE TABLE notes (id, client, text, n)"));
  expect((await run({ testTable: true })).counts).toMatchObject({ in: 0 });
  expect(project.stamps("views")).toEqual(before);
});

test("a folder that cannot be written is an error, and the run after it completes", async () => {
  put("r1", "a", "one");
  await run();
  put("r2", "b", "two");
  chmodSync(join(project.dir, "views"), 0o500);
  const asRoot = process.getuid?.() === 0;
  if (!asRoot) await expect(run()).rejects.toThrow(/EACCES/);
  chmodSync(join(project.dir, "views"), 0o700);
  expect(await run()).toMatchObject({ counts: { in: 2, inserted: 1, unchanged: 1 }, notices: [] });
});
