import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { JobType, StageReport } from "@lorchestra/jobs";
import { type TestContextOptions, testContext } from "@lorchestra/jobs/testing";

/** A project in a temporary folder in which tests run jobs, one after the other. */
export interface TestProject {
  readonly dir: string;
  /** Runs a job and gives its one stage; rejects with what the job rejects with. */
  run<C>(
    type: JobType<C>,
    config: C,
    options?: Omit<TestContextOptions<C>, "config" | "dir">,
  ): Promise<StageReport>;
  /** Does something to a SQLite file of the project. */
  sqlite<T>(file: string, work: (db: DatabaseSync) => T): T;
  /** Relative path -> content of every file below a folder of the project, the manifest left out. */
  files(folder: string): { readonly [path: string]: string };
  /** Relative path -> inode and time of change; equal when no file was written. */
  stamps(folder: string): { readonly [path: string]: string };
  remove(): void;
}

/** Makes an empty one. */
export function testProject(): TestProject {
  const dir = mkdtempSync(join(tmpdir(), "projector-"));
  const below = (folder: string) =>
    globSync("**/*", { cwd: join(dir, folder) })
      .filter((path) => statSync(join(dir, folder, path)).isFile())
      .sort();
  return {
    dir,
    async run(type, config, options = {}) {
      const { context, stages, close } = await testContext({ jobId: type.name, ...options, config, dir });
      try {
        await type.execute(context);
      } finally {
        await close();
      }
      const [stage, ...others] = stages;
      if (stage === undefined || others.length > 0)
        throw new Error(`expected one stage, got ${stages.length}`);
      return stage;
    },
    sqlite(file, work) {
      const db = new DatabaseSync(join(dir, file));
      try {
        return work(db);
      } finally {
        db.close();
      }
    },
    files: (folder) =>
      Object.fromEntries(below(folder).map((path) => [path, readFileSync(join(dir, folder, path), "utf8")])),
    stamps: (folder) =>
      Object.fromEntries(
        globSync("**/{*,.*}", { cwd: join(dir, folder) }).map((path) => {
          const { ino, mtimeNs } = statSync(join(dir, folder, path), { bigint: true });
          return [path, `${ino} ${mtimeNs}`];
        }),
      ),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
