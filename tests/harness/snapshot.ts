import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Columns that differ between two equal runs: times of the runs and their ids. */
const volatile = new Set([
  "first_seen",
  "last_seen",
  "changed_at",
  "deleted_at",
  "correlation_id",
  "trace_id",
  "canonicalized_at",
  "created_at",
  "processed_at",
  "updated_at",
  "event_id",
  "projected_at",
  "attempts",
]);

/** All rows of all tables and views of a SQLite file but the event log, times and run ids aside. */
export function databaseSnapshot(path: string): { readonly [table: string]: readonly string[] } {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const names = db
      .prepare("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'")
      .all();
    return Object.fromEntries(
      names
        .map(({ name }) => String(name))
        .filter((name) => name !== "event_log")
        .sort()
        .map((name) => [name, db.prepare(`SELECT * FROM "${name}"`).all().map(stable).sort()]),
    );
  } finally {
    db.close();
  }
}

function stable(row: Record<string, unknown>): string {
  return JSON.stringify(Object.entries(row).filter(([column]) => !volatile.has(column)));
}

/** Every file below a folder with its content, lines that hold the time of projection aside. */
export function folderSnapshot(folder: string): { readonly [path: string]: string } {
  if (!existsSync(folder)) return {};
  const files = globSync("**/*", {
    cwd: folder,
    exclude: (name) => name.endsWith(".lorchestra-manifest.json"),
  }).sort();
  return Object.fromEntries(
    files
      .filter((file) => statSync(join(folder, file)).isFile())
      .map((file) => [
        file,
        readFileSync(join(folder, file), "utf8").replaceAll(/^projected_at:.*$/gm, "projected_at: -"),
      ]),
  );
}

/** Modification times and content hashes: equal before and after only when no file was written. */
export function fileTimes(folder: string): { readonly [path: string]: string } {
  return Object.fromEntries(
    globSync("**/*", { cwd: folder })
      .filter((file) => statSync(join(folder, file)).isFile())
      .map((file) => {
        const { mtimeMs, ino } = statSync(join(folder, file));
        return [
          file,
          `${mtimeMs} ${ino} ${createHash("sha256")
            .update(readFileSync(join(folder, file)))
            .digest("hex")}`,
        ];
      }),
  );
}
