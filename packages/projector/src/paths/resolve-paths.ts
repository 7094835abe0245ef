import { createHash } from "node:crypto";
import { DuplicatePathError } from "../errors.ts";
import { foldPart, safePathPart, withSuffix } from "./safe-path-part.ts";

/** A file that wants a path. */
export interface PathRequest {
  /** The path's parts as the template gave them, not yet made safe. */
  readonly parts: readonly string[];
  /** Identity of the record. */
  readonly id: string;
}

/** Something that needs a name in a folder. */
interface Named {
  readonly kind: "file" | "folder";
  /** What the suffix is the hash of. */
  readonly identity: string;
  readonly part: string;
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: { readonly part: string; readonly id: string; readonly index: number }[];
}

/**
 * A path for each request, safe and different from all others, also where case and Unicode form are ignored. Folders
 * that only look alike stay apart: each gets a suffix from the hash of its own text, each of several files of one name
 * a suffix from the hash of its record's id. So the names follow from the requests alone, whatever their order, and
 * nothing of one record lands under the name of another.
 *
 * @throws {DuplicatePathError} two requests with the same path and id.
 */
export function resolvePaths(requests: readonly PathRequest[]): string[] {
  const root: Folder = { folders: new Map(), files: [] };
  requests.forEach(({ parts, id }, index) => {
    let folder = root;
    for (const part of parts.slice(0, -1)) folder = folderIn(folder, part);
    folder.files.push({ part: parts.at(-1) ?? "", id, index });
  });
  const paths: string[] = new Array(requests.length).fill("");
  const open: { readonly folder: Folder; readonly prefix: string }[] = [{ folder: root, prefix: "" }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { folder, prefix } = next;
    const subfolders = [...folder.folders];
    const names = nameAll([
      ...subfolders.map(
        ([text]): Named => ({ kind: "folder", identity: `folder:${text}`, part: safePathPart(text) }),
      ),
      ...folder.files.map(
        ({ part, id }): Named => ({ kind: "file", identity: `file:${id}`, part: safePathPart(part) }),
      ),
    ]);
    subfolders.forEach(([, subfolder], index) => {
      open.push({ folder: subfolder, prefix: `${prefix}${names[index]}/` });
    });
    folder.files.forEach(({ index }, position) => {
      paths[index] = `${prefix}${names[subfolders.length + position]}`;
    });
  }
  return paths;
}

function folderIn(folder: Folder, part: string): Folder {
  const known = folder.folders.get(part);
  if (known !== undefined) return known;
  const made: Folder = { folders: new Map(), files: [] };
  folder.folders.set(part, made);
  return made;
}

/** Names for all that lies in one folder; a longer suffix only where the short one meets another name. */
function nameAll(all: readonly Named[]): string[] {
  const sharing = Map.groupBy(all, ({ part }) => foldPart(part));
  for (const digits of [8, 16, 64]) {
    const names = all.map((named) =>
      (sharing.get(foldPart(named.part))?.length ?? 1) === 1
        ? named.part
        : withSuffix(named.part, `~${sha256(named.identity).slice(0, digits)}`, named.kind),
    );
    if (new Set(names.map(foldPart)).size === names.length) return names;
  }
  throw new DuplicatePathError();
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
