import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { FolderError } from "../errors.ts";

const reasons: { readonly [code: string]: string } = {
  EROFS: "it lies on a read-only file system",
  EACCES: "the folder above it is not writable",
  EPERM: "the folder above it is not writable",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "there is a file of that name",
};

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";

/** Node says ENOENT for any failure of a recursive mkdir; the folder that is there knows the cause. */
function causeOf(path: string, error: unknown): string {
  let nearest = dirname(path);
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK);
    return codeOf(error);
  } catch (denied) {
    return codeOf(denied);
  }
}

/** Makes a folder (0700) with those above it. Throws a {@link FolderError} that says why it cannot. */
export function makePrivateFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const code = causeOf(path, error);
    throw new FolderError(`The folder ${path} cannot be made: ${reasons[code] ?? code}.`, { cause: error });
  }
}
