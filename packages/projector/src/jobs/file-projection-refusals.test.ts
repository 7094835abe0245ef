import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { config, notesProject, withQuery, withSink } from "../../testing/notes.ts";
import { MissingFieldError, PathTakenError, QueryError } from "../errors.ts";
import { fileProjection } from "./file-projection.ts";

let notes: ReturnType<typeof notesProject>;
beforeEach(() => {
  notes = notesProject();
});
afterEach(() => notes.project.remove());

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
    notes.put("r1", "c", "x");
    await expect(notes.run({}, withQuery(query))).rejects.toThrow(QueryError);
    await expect(notes.run({}, withQuery(query))).rejects.toThrow(message);
    expect(notes.project.sqlite("local.db", (db) => db.prepare("SELECT id FROM notes").all())).toEqual([
      { id: "r1" },
    ]);
    expect(existsSync(join(notes.project.dir, "copy.db"))).toBe(false);
  });

  test("a trailing semicolon and comments are no second statement", async () => {
    notes.put("r1", "c", "x");
    expect(
      (await notes.run({}, withQuery(`${config.source.query}; -- done\n /* really */ ;`.replace(" ;", ""))))
        .counts.in,
    ).toBe(1);
  });

  test("a missing field is named with its job and those that exist, also without rows", async () => {
    await expect(notes.run({}, withSink({ content_template: "{nope}" }))).rejects.toThrow(
      new MissingFieldError("files_notes", "nope", ["record_id", "client", "text", "n"]),
    );
    await expect(notes.run({}, withSink({ front_matter: { x: "{nope}" } }))).rejects.toThrow(
      MissingFieldError,
    );
    await expect(notes.run({}, withSink({ path_template: "{nope}.md" }))).rejects.toThrow(MissingFieldError);
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
    notes.put("r1", "c", "one");
    await notes.run();
    const other = withSink({ path_template: "{client}/other.md" });
    await notes.run({ jobId: "files_other" }, other);
    await expect(
      notes.run({ jobId: "files_third" }, withSink({ path_template: "C/{n}.md" })),
    ).rejects.toThrow(PathTakenError);
    notes.drop("r1");
    expect((await notes.run()).counts.removed).toBe(1);
    expect(notes.paths()).toEqual(["c/other.md"]);
  });
});
