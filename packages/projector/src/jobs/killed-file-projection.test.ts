import { spawnSync } from "node:child_process";
import { cpSync, globSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TestProject, testProject } from "../../testing/project.ts";
import { type FileProjectionConfig, fileProjection } from "./file-projection.ts";

const script = resolve(import.meta.dirname, "../../testing/killed-projection.ts");
const config: FileProjectionConfig = {
  source: { sqlite_path: "./local.db", query: "SELECT id AS record_id, text FROM notes" },
  sink: { base_path: "./views", path_template: "{record_id}/note.md", content_template: "{text}" },
};

let project: TestProject;
let start: string;
beforeEach(async () => {
  project = testProject();
  start = join(tmpdir(), `projector-start-${process.pid}`);
  change(
    "CREATE TABLE notes (id, text); INSERT INTO notes VALUES ('changed', 'one'), ('same', 'x'), ('gone', 'x')",
  );
  await run();
  change(
    "UPDATE notes SET text = 'two' WHERE id = 'changed'; DELETE FROM notes WHERE id = 'gone'; INSERT INTO notes VALUES ('new', 'x')",
  );
  cpSync(project.dir, start, { recursive: true });
});
afterEach(() => {
  project.remove();
  rmSync(start, { recursive: true });
});

const run = () => project.run(fileProjection, config, { jobId: "files_notes" });
const change = (sql: string) => project.sqlite("local.db", (db) => db.exec(sql));
const timeless = (files: TestProject["files"]) =>
  Object.entries(files("views")).map(([path, text]) => [path, text.replace(/^projected_at:.*$/m, "")]);

function backToStart(): void {
  for (const part of ["views", "local.db"]) {
    rmSync(join(project.dir, part), { recursive: true });
    cpSync(join(start, part), join(project.dir, part), { recursive: true });
  }
}

function killAt(nth: number): NodeJS.Signals | null {
  const { signal, status, stderr } = spawnSync(
    process.execPath,
    ["--conditions=source", script, project.dir, JSON.stringify(config), String(nth)],
    { encoding: "utf8" },
  );
  if (signal === null && status !== 0) throw new Error(stderr);
  return signal;
}

test("killed at any point and run again, the folder is as if nothing had happened, and no file counts as edited", async () => {
  await run();
  const undisturbed = timeless(project.files);
  change("UPDATE notes SET text = 'three' WHERE id = 'changed'");
  await run();
  const undisturbedLater = timeless(project.files);
  let killed = 0;
  for (let nth = 1; ; nth += 1) {
    backToStart();
    if (killAt(nth) === null) break;
    killed += 1;
    for (const path of globSync("**/*.md", { cwd: join(project.dir, "views") })) {
      // Whole files only: front matter and the end of the content.
      expect(project.files("views")[path]).toMatch(/^---\n[\s\S]+---\n\n(one|two|x)\n$/);
    }
    // Every second time the record changes again before the next run.
    if (nth % 2 === 0) change("UPDATE notes SET text = 'three' WHERE id = 'changed'");
    const { notices } = await run();
    expect(notices, `killed at ${nth}`).toEqual([]);
    expect(timeless(project.files), `killed at ${nth}`).toEqual(
      nth % 2 === 0 ? undisturbedLater : undisturbed,
    );
    expect((await run()).written).toEqual([]);
  }
  // Two manifests and two files, before and after each rename.
  expect(killed).toBe(8);
});
