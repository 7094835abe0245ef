import { asObject, type Json, ownProperty } from "@lorchestra/tap-kit";

/** What is known of one file: enough to tell whether it changed, and where to go on. */
export interface FileState {
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly mtime: number;
  /** Everything before this byte is out. Kept for formats that are appended to. */
  readonly offset?: number;
  /** Fingerprint of the bytes before `offset`. */
  readonly print?: string;
  /** Read to its end. */
  readonly done: boolean;
}

/**
 * Reads the state of a stream. What does not look like one, or was made with other settings, is read as nothing:
 * the files are then read again.
 */
export function parseState(state: Json | undefined, settings: string): Map<string, FileState> {
  if (ownProperty(state, "settings") !== settings) return new Map();
  const files = asObject(ownProperty(state, "files")) ?? {};
  return new Map(
    Object.entries(files).flatMap(([name, value]) => {
      const parsed = parseFile(value);
      return parsed === undefined ? [] : [[name, parsed] as const];
    }),
  );
}

function parseFile(value: Json): FileState | undefined {
  const size = ownProperty(value, "size");
  const mtime = ownProperty(value, "mtime");
  const offset = ownProperty(value, "offset");
  const print = ownProperty(value, "print");
  if (typeof size !== "number" || typeof mtime !== "number") return undefined;
  return {
    size,
    mtime,
    done: ownProperty(value, "done") === true,
    ...(typeof offset === "number" && Number.isSafeInteger(offset) && offset >= 0 ? { offset } : {}),
    ...(typeof print === "string" ? { print } : {}),
  };
}

/** The state as a checkpoint carries it. */
export function formatState(files: ReadonlyMap<string, FileState>, settings: string): Json {
  return { settings, files: Object.fromEntries([...files].map(([name, file]) => [name, { ...file }])) };
}
