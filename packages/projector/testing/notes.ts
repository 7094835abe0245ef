import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FileProjectionConfig, fileProjection } from "../src/jobs/file-projection.ts";
import { type TestProject, testProject } from "./project.ts";

/** How to run the projection of notes. */
export interface NotesRun {
  readonly jobId?: string;
  readonly now?: () => Date;
  readonly dryRun?: boolean;
  readonly testTable?: boolean;
}

/** One file per note: `<client>/<n>.md`. */
export const config: FileProjectionConfig = {
  source: { sqlite_path: "./local.db", query: "SELECT id AS record_id, client, text, n FROM notes" },
  sink: { base_path: "./views", path_template: "{client}/{n}.md", content_template: "# {text}" },
};

/** {@link config} with another sink. */
export const withSink = (sink: Partial<FileProjectionConfig["sink"]>): FileProjectionConfig => ({
  ...config,
  sink: { ...config.sink, ...sink },
});

/** {@link config} with another query. */
export const withQuery = (query: string): FileProjectionConfig => ({
  ...config,
  source: { ...config.source, query },
});

/** Options of a run at a time. */
export const at = (time: string): NotesRun => ({ now: () => new Date(time) });

/** A project whose SQLite copy has a table of notes. */
export function notesProject() {
  const project: TestProject = testProject();
  project.sqlite("local.db", (db) =>
    db.exec("CREATE TABLE notes (id TEXT PRIMARY KEY, client TEXT, text TEXT, n INTEGER)"),
  );
  const inViews = (path: string) => join(project.dir, "views", path);
  return {
    project,
    /** Absolute path of a file in the projected folder. */
    inViews,
    run: (options: NotesRun = {}, other = config) =>
      project.run(fileProjection, other, { jobId: "files_notes", ...options }),
    put: (id: string, client: string | null, text: string | null, n: number | null = 1) =>
      project.sqlite("local.db", (db) => {
        db.prepare("INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?)").run(id, client, text, n);
      }),
    drop: (id: string) =>
      project.sqlite("local.db", (db) => {
        db.prepare("DELETE FROM notes WHERE id = ?").run(id);
      }),
    paths: () => Object.keys(project.files("views")),
    /** A file without its front matter. */
    body: (path: string) => readFileSync(inViews(path), "utf8").split("---\n").slice(2).join("---\n"),
  };
}
