import type { JobFolder } from "@lorchestra/jobs";
import { ManifestError } from "../../errors.ts";

/** The manifest's name in the projected folder. No projected file can have it: theirs do not begin with a dot. */
export const MANIFEST = ".lorchestra-manifest.json";

/** A content that a job wrote, or was about to write, to a path. */
export interface FileVersion {
  /** Hash of the content without its time. */
  readonly content: string;
  /** Hash of the file. */
  readonly file: string;
  readonly projected_at: string;
}

/** A file of a job. With more than one version the run that wrote the last one did not end. */
export interface ManifestEntry {
  readonly path: string;
  /** record_id of the row. */
  readonly key: string;
  readonly versions: readonly FileVersion[];
}

/** The files of each job, by job id. */
export type Manifest = ReadonlyMap<string, readonly ManifestEntry[]>;

const FORMAT = 1;
const updates = new Map<string, Promise<unknown>>();

/** @throws {ManifestError} the file is there and is not a manifest. */
export async function readManifest(folder: JobFolder): Promise<Manifest> {
  const data = await folder.read(MANIFEST);
  if (data === null) return new Map();
  try {
    return parseManifest(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(data)));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    throw new ManifestError(
      `${folder.path}/${MANIFEST} says which files were written, and it cannot be read. Restore it, or delete it: files that are up to date are then recognized, all others are kept beside the new ones.`,
    );
  }
}

/**
 * Replaces the section of one job. Jobs of this process take turns. Another process may write its section between
 * reading and replacing; then the job's last section is lost, and the next run finds the one before it, which says
 * what was about to be written: it comes to the same files.
 */
export async function writeSection(
  folder: JobFolder,
  job: string,
  entries: readonly ManifestEntry[],
): Promise<void> {
  const turn = (updates.get(folder.path) ?? Promise.resolve()).then(() =>
    replaceSection(folder, job, entries),
  );
  const settled = turn.catch(() => undefined);
  updates.set(folder.path, settled);
  await turn.finally(() => {
    if (updates.get(folder.path) === settled) updates.delete(folder.path);
  });
}

async function replaceSection(
  folder: JobFolder,
  job: string,
  entries: readonly ManifestEntry[],
): Promise<void> {
  const manifest = new Map(await readManifest(folder));
  if (entries.length > 0) manifest.set(job, entries);
  else manifest.delete(job);
  const jobs = [...manifest]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, files]) => ({ job: id, files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)) }));
  await folder.write(MANIFEST, `${JSON.stringify({ format: FORMAT, jobs }, null, 1)}\n`);
}

function parseManifest(value: unknown): Manifest {
  const { format, jobs } = record(value);
  if (format !== FORMAT) throw new TypeError("another format");
  return new Map(
    list(jobs).map((each) => {
      const { job, files } = record(each);
      return [text(job), list(files).map(parseEntry)];
    }),
  );
}

function parseEntry(value: unknown): ManifestEntry {
  const { path, key, versions } = record(value);
  return {
    path: text(path),
    key: text(key),
    versions: list(versions).map((each) => {
      const { content, file, projected_at } = record(each);
      return { content: text(content), file: text(file), projected_at: text(projected_at) };
    }),
  };
}

function record(value: unknown): { readonly [key: string]: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError("not an object");
  return { ...value };
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError("not a list");
  return value;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("not a text");
  return value;
}
