import { readFileSync, statSync } from "node:fs";
import { ProjectError } from "../errors.ts";

/** A file that a person writes is far smaller; a bigger one is a mistake. */
export const MAX_FILE_BYTES = 1_048_576;

/** The text of a small UTF-8 file, without its byte order mark. Throws a {@link ProjectError} naming the file. */
export function readText(file: string): string {
  let bytes: Buffer;
  try {
    const { size } = statSync(file);
    if (size > MAX_FILE_BYTES) {
      throw new ProjectError(`${file} is ${size} bytes; more than ${MAX_FILE_BYTES} is refused`);
    }
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof ProjectError) throw error;
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new ProjectError(`${file} cannot be read (${reason})`, { cause: error });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ProjectError(`${file} is not UTF-8 text`, { cause: error });
  }
}
