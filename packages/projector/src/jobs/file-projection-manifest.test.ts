import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { notesProject } from "../../testing/notes.ts";
import { ManifestError } from "../errors.ts";

let notes: ReturnType<typeof notesProject>;
beforeEach(() => {
  notes = notesProject();
});
afterEach(() => notes.project.remove());

const manifest = () => JSON.parse(readFileSync(notes.inViews(".lorchestra-manifest.json"), "utf8"));

describe("the manifest", () => {
  test("says path, key and hashes; a job without files has no section", async () => {
    notes.put("r1", "c", "one");
    await notes.run();
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
    notes.drop("r1");
    await notes.run();
    expect(manifest().jobs).toEqual([]);
  });

  test("lost, it is made again and no file becomes a person's", async () => {
    notes.put("r1", "c", "one");
    await notes.run();
    rmSync(notes.inViews(".lorchestra-manifest.json"));
    expect(await notes.run()).toMatchObject({ counts: { unchanged: 1 }, notices: [] });
    notes.drop("r1");
    expect((await notes.run()).counts.removed).toBe(1);
  });

  test.each(["", "{", "[]", '{"format":2,"jobs":[]}', '{"format":1,"jobs":[{"job":1}]}', "\xff"])(
    "%j is an error that says what to do",
    async (text) => {
      notes.put("r1", "c", "one");
      await notes.run();
      writeFileSync(notes.inViews(".lorchestra-manifest.json"), Buffer.from(text, "latin1"));
      await expect(notes.run()).rejects.toThrow(ManifestError);
      await expect(notes.run()).rejects.toThrow(/Restore it, or delete it/);
    },
  );

  test("a path in it that leads out is refused", async () => {
    notes.put("r1", "c", "one");
    await notes.run();
    const path = notes.inViews(".lorchestra-manifest.json");
    writeFileSync(path, readFileSync(path, "utf8").replace("c/1.md", "../local.db"));
    await expect(notes.run()).rejects.toThrow(/sink/);
    expect(existsSync(join(notes.project.dir, "local.db"))).toBe(true);
  });
});
