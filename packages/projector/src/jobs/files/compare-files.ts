import type { JobFolder } from "@lorchestra/jobs";
import { contentHash, fileHash, projectedAtOf } from "./content-hash.ts";
import type { FileVersion, ManifestEntry } from "./manifest.ts";
import type { PlannedFile } from "./plan-rows.ts";

/** A file that is to be written, with the time that goes into it. */
export interface FileToWrite extends PlannedFile {
  readonly projectedAt: string;
  /** It is not there yet. */
  readonly isNew: boolean;
}

/** A file that stands as it should; `settled` says whether the manifest says just that. */
interface FileThatStands {
  readonly path: string;
  readonly key: string;
  readonly version: FileVersion;
  readonly settled: boolean;
}

/** How a projected folder differs from what the rows want. */
export interface FolderDifference {
  readonly toWrite: readonly FileToWrite[];
  readonly standing: readonly FileThatStands[];
  /** Entries of the manifest that no row wants any more. */
  readonly gone: readonly ManifestEntry[];
}

/** Compares what the rows want with what lies in the folder. Reads each file once. `now` is for files to write. */
export async function compareFiles(
  folder: JobFolder,
  planned: Iterable<PlannedFile>,
  entries: readonly ManifestEntry[],
  { now, signal }: { readonly now: string; readonly signal: AbortSignal },
): Promise<FolderDifference> {
  const known = new Map(entries.map((entry) => [entry.path, entry]));
  const toWrite: FileToWrite[] = [];
  const standing: FileThatStands[] = [];
  for (const file of planned) {
    signal.throwIfAborted();
    const entry = known.get(file.path);
    known.delete(file.path);
    const data = await folder.read(file.path);
    const version = data === null ? undefined : standingVersion(data, file.content);
    if (version === undefined) {
      const lost = entry?.versions.find(({ content }) => content === file.content);
      toWrite.push({ ...file, projectedAt: lost?.projected_at ?? now, isNew: data === null });
    } else {
      const settled =
        entry?.versions.length === 1 && entry.versions[0]?.file === version.file && entry.key === file.key;
      standing.push({ path: file.path, key: file.key, version, settled });
    }
  }
  return { toWrite, standing, gone: [...known.values()] };
}

/**
 * The version that a file is when it holds what the row wants, whoever's manifest knows it: a run that was killed
 * before its manifest, or a manifest that was lost, makes no file a person's.
 */
function standingVersion(data: Uint8Array, content: string): FileVersion | undefined {
  const text = Buffer.from(data).toString("utf8");
  const projectedAt = projectedAtOf(text);
  if (projectedAt === undefined || contentHash(text) !== content) return undefined;
  return { content, file: fileHash(data), projected_at: projectedAt };
}

/** Whether a file is one that the job wrote: its bytes are those of a version in the manifest. */
export function isOwn(data: Uint8Array, entry: ManifestEntry | undefined): boolean {
  const hash = fileHash(data);
  return entry?.versions.some(({ file }) => file === hash) ?? false;
}
