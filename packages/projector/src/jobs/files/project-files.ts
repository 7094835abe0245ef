import type { JobContext, JobFolder, StageResult } from "@lorchestra/jobs";
import type { Fields } from "../../content/field-value.ts";
import { PathTakenError, QueryError } from "../../errors.ts";
import { foldPart } from "../../paths/safe-path-part.ts";
import { compareFiles, type FileToWrite, type FolderDifference, isOwn } from "./compare-files.ts";
import { fileHash } from "./content-hash.ts";
import type { RenderedRow } from "./file-renderer.ts";
import { keepEdited } from "./keep-edited.ts";
import {
  type FileVersion,
  type Manifest,
  type ManifestEntry,
  readManifest,
  writeSection,
} from "./manifest.ts";
import { type PlannedFile, planRows, rendered, rowIdentity } from "./plan-rows.ts";

/** What one run works with. */
interface Projecting {
  readonly context: Pick<JobContext, "jobId" | "signal" | "now" | "progress">;
  readonly folder: JobFolder;
  /** All rows; the same ones each time it is asked. */
  readonly rows: () => Iterable<Fields>;
  readonly render: (row: Fields) => RenderedRow;
}

/** What a run did besides the files that it was to write. */
interface Journal {
  readonly written: string[];
  readonly notices: string[];
  removed: number;
}

/**
 * Makes the folder hold one file per row. The manifest says beforehand what is about to be written, so that the next
 * run of a job that was killed knows its own files from those that a person edited.
 */
export async function projectFiles(projecting: Projecting): Promise<StageResult> {
  const { context, folder } = projecting;
  const planned = await planRows(projecting.rows(), projecting.render, context.signal);
  const manifest = await readManifest(folder);
  checkOwners(context.jobId, manifest, planned.values());
  const entries = manifest.get(context.jobId) ?? [];
  const difference = await compareFiles(folder, planned.values(), entries, {
    now: context.now().toISOString(),
    signal: context.signal,
  });
  const journal: Journal = { written: [], notices: [], removed: 0 };
  if (needsWork(difference)) await apply(projecting, planned, difference, entries, journal);
  const inserted = difference.toWrite.filter(({ isNew }) => isNew).length;
  return {
    counts: {
      in: planned.size,
      inserted,
      updated: difference.toWrite.length - inserted,
      unchanged: difference.standing.length,
      skipped: 0,
      quarantined: 0,
      removed: journal.removed,
    },
    written: journal.written,
    notices: journal.notices,
  };
}

function needsWork({ toWrite, standing, gone }: FolderDifference): boolean {
  return toWrite.length > 0 || gone.length > 0 || standing.some(({ settled }) => !settled);
}

async function apply(
  projecting: Projecting,
  planned: ReadonlyMap<string, PlannedFile>,
  difference: FolderDifference,
  entries: readonly ManifestEntry[],
  journal: Journal,
): Promise<void> {
  const { folder, context } = projecting;
  const standing = difference.standing.map(
    ({ path, key, version }): ManifestEntry => ({ path, key, versions: [version] }),
  );
  const intended = await intendedVersions(projecting, planned, difference.toWrite);
  const before = new Map(entries.map((entry) => [entry.path, entry]));
  const intents = difference.toWrite.map(({ path, key }): ManifestEntry => {
    const versions = before.get(path)?.versions ?? [];
    const next = intended.get(path);
    return {
      path,
      key,
      versions: next === undefined ? versions : [...versions.filter(({ file }) => file !== next.file), next],
    };
  });
  if (intents.length > 0)
    await writeSection(folder, context.jobId, [...standing, ...intents, ...difference.gone]);
  // Before writing: where case is ignored, a file that is gone may have the name of one that is to come.
  await removeGone(projecting, difference, planned, journal);
  await writeFiles(
    projecting,
    planned,
    difference.toWrite,
    new Map(intents.map((entry) => [entry.path, entry])),
    journal,
  );
  const written = intents.map((entry): ManifestEntry => ({ ...entry, versions: entry.versions.slice(-1) }));
  await writeSection(folder, context.jobId, [...standing, ...written]);
}

/** The hashes of the files that are about to be written, by path. */
async function intendedVersions(
  { context, rows, render }: Projecting,
  planned: ReadonlyMap<string, PlannedFile>,
  toWrite: readonly FileToWrite[],
): Promise<Map<string, FileVersion>> {
  const wanted = new Map(toWrite.map((file) => [file.path, file]));
  const versions = new Map<string, FileVersion>();
  if (wanted.size === 0) return versions;
  for await (const row of rendered(rows(), render, context.signal)) {
    const file = wanted.get(pathOf(planned, row));
    if (file === undefined) continue;
    versions.set(file.path, {
      content: file.content,
      file: fileHash(row.text(file.projectedAt)),
      projected_at: file.projectedAt,
    });
  }
  return versions;
}

async function removeGone(
  { folder, context }: Projecting,
  { gone }: FolderDifference,
  planned: ReadonlyMap<string, PlannedFile>,
  journal: Journal,
): Promise<void> {
  const coming = new Set([...planned.values()].map(({ path }) => foldPart(path)));
  for (const entry of gone) {
    context.signal.throwIfAborted();
    const data = await folder.read(entry.path);
    if (data === null) continue;
    if (!isOwn(data, entry)) {
      if (!coming.has(foldPart(entry.path))) {
        journal.notices.push(
          `A file in ${folder.path} was edited by hand; it was left there although its record is gone.`,
        );
        continue;
      }
      await keepAside(folder, entry.path, data, journal);
    }
    if (await folder.remove(entry.path)) journal.removed += 1;
  }
}

async function writeFiles(
  { folder, context, rows, render }: Projecting,
  planned: ReadonlyMap<string, PlannedFile>,
  toWrite: readonly FileToWrite[],
  intents: ReadonlyMap<string, ManifestEntry>,
  journal: Journal,
): Promise<void> {
  const wanted = new Map(toWrite.map((file) => [file.path, file]));
  if (wanted.size === 0) return;
  let current = 0;
  for await (const row of rendered(rows(), render, context.signal)) {
    const file = wanted.get(pathOf(planned, row));
    if (file === undefined) continue;
    // Read again just before: a person may have saved it since the comparison.
    const data = await folder.read(file.path);
    if (data !== null && !isOwn(data, intents.get(file.path)))
      await keepAside(folder, file.path, data, journal);
    journal.written.push(await folder.write(file.path, row.text(file.projectedAt)));
    current += 1;
    context.progress({ current, total: toWrite.length, item: "files" });
  }
}

async function keepAside(folder: JobFolder, path: string, data: Uint8Array, journal: Journal): Promise<void> {
  const kept = await keepEdited(folder, path, data);
  journal.written.push(kept.path);
  journal.notices.push(
    `A file in ${folder.path} was edited or made by hand; it was kept beside the new one with a name that ends in ${kept.ending}.`,
  );
}

/** The path of a row that was planned. @throws {QueryError} the query did not give it, or not with this content, before. */
function pathOf(planned: ReadonlyMap<string, PlannedFile>, row: RenderedRow): string {
  const file = planned.get(rowIdentity(row));
  if (file !== undefined && file.content === row.content) return file.path;
  throw new QueryError(
    "The rows or the templates give something else each time they are asked: leave random() and the time of day out of them.",
  );
}

/** Two jobs never write one file, also where case is ignored. */
function checkOwners(job: string, manifest: Manifest, planned: Iterable<PlannedFile>): void {
  const owners = new Map(
    [...manifest].flatMap(([id, entries]) =>
      id === job ? [] : entries.map(({ path }): [string, string] => [foldPart(path), id]),
    ),
  );
  if (owners.size === 0) return;
  for (const { path } of planned) {
    const owner = owners.get(foldPart(path));
    if (owner !== undefined) throw new PathTakenError(job, owner);
  }
}
