import type { FileHandle } from "node:fs/promises";
import type { JsonObject, JsonSchema, ReadContext } from "@lorchestra/tap-kit";

/** What reading a file gives. */
export type FileMessage =
  | { readonly type: "record"; readonly record: JsonObject; readonly at?: string | null }
  | {
      readonly type: "problem";
      readonly key?: JsonObject;
      readonly reason: string;
      /** Where in the file: `line 12`. Never a piece of it. */
      readonly where?: string;
    }
  /** Everything before this byte is out, and reading can start here. */
  | { readonly type: "position"; readonly offset: number };

/** A file that is open for reading. */
export interface OpenFile {
  readonly handle: FileHandle;
  /** Relative to the project, for messages. */
  readonly name: string;
  readonly size: number;
  /** Where to start; 0 unless the format can be appended to and the file grew. */
  readonly offset: number;
  readonly signal: AbortSignal;
  readonly log: ReadContext["log"];
}

/** One kind of file: how its records are found. */
export interface FileFormat {
  /** Name of the stream. */
  readonly name: string;
  /** Which files of a folder are of this kind, lower case with the dot. */
  readonly extensions: readonly string[];
  readonly keyProperties: readonly string[];
  readonly objectType: string;
  readonly schema: JsonSchema;
  /** One record a file: many files between checkpoints. */
  readonly small?: boolean;
  read(file: OpenFile): AsyncIterable<FileMessage>;
}
