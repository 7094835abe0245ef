import { lstat, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PathRefusedError } from "../errors.ts";
import { isWithin } from "./locate.ts";

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");

/** The path with every symlink followed, as far as it exists; undefined where a symlink leads to nothing. */
async function realAsFarAsItExists(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  try {
    if ((await lstat(path)).isSymbolicLink()) return undefined;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const parent = dirname(path);
  return parent === path ? path : realAsFarAsItExists(parent);
}

function checkShape(path: string): void {
  const segments = path.split("/");
  const bad = segments.some((each) => each === "" || each === "." || each === "..");
  if (bad || path.includes("\0") || (process.platform === "win32" && /[\\:]/.test(path))) {
    throw new PathRefusedError("a path in a sink is relative, with / between plain names");
  }
}

/**
 * The absolute path of a file in a folder. Refuses what lies outside, also through a symlink: the message names the
 * folder only, as a file's name may hold a person's.
 */
export async function contain(folder: string, path: string): Promise<string> {
  checkShape(path);
  const absolute = join(folder, path);
  const [realFolder, real] = await Promise.all([realAsFarAsItExists(folder), realAsFarAsItExists(absolute)]);
  // Where the folder itself is still to be made, `real` is an ancestor of it: there is no symlink below to follow.
  const inside =
    real !== undefined && realFolder !== undefined && (isWithin(realFolder, real) || real === realFolder);
  if (!inside) throw new PathRefusedError(`a path leads out of the sink ${folder}`);
  return absolute;
}
