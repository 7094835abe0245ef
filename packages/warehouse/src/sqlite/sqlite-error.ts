import { WarehouseError } from "../errors.ts";

/** The low byte of SQLite's result codes that mean something to a person. */
const primary = {
  busy: 5,
  locked: 6,
  memory: 7,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  tooBig: 18,
  constraint: 19,
  notADatabase: 26,
} as const;

/** SQLite's own result code of an error of node:sqlite, 0 for any other error. */
export function resultCode(error: unknown): number {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return 0;
  return error.errcode & 0xff;
}

/** Whether another connection holds what this one needs, so that waiting helps. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code === primary.busy || code === primary.locked;
}

/** Turns an error of node:sqlite or of the file system into one that says what happened and what to do. */
export function toWarehouseError(error: unknown, path: string): Error {
  if (error instanceof WarehouseError) return error;
  const described = fromSqlite(resultCode(error), path, error) ?? fromFileSystem(error, path);
  if (described !== undefined)
    return new WarehouseError(described.code, described.message, {
      cause: error,
      retryable: described.retryable ?? false,
    });
  return error instanceof Error
    ? error
    : new WarehouseError("warehouse_failed", `The warehouse ${path} failed.`);
}

interface Described {
  readonly code: string;
  readonly message: string;
  readonly retryable?: boolean;
}

function fromSqlite(code: number, path: string, error: unknown): Described | undefined {
  switch (code) {
    case 0:
      return undefined;
    case primary.busy:
    case primary.locked:
      return {
        code: "warehouse_busy",
        message: `Another process has been writing to ${path} for too long. Wait until it is done, or end it, and run again.`,
        retryable: true,
      };
    case primary.memory:
      return { code: "warehouse_memory", message: `There is not enough memory to go on with ${path}.` };
    case primary.readOnly:
      return {
        code: "warehouse_not_writable",
        message: `The warehouse ${path} cannot be written. Check the rights of the file and of its folder.`,
      };
    case primary.io:
      return {
        code: "warehouse_io",
        message: `The disk failed while reading or writing ${path}. Check the disk and its cables or network, then run again; what was committed is kept.`,
      };
    case primary.corrupt:
      return {
        code: "warehouse_corrupt",
        message: `The warehouse ${path} is damaged. Keep a copy of it, put back the last backup and run again: what the sources still have is read again.`,
      };
    case primary.full:
      return {
        code: "warehouse_disk_full",
        message: `The disk of ${path} is full. Make room and run again; what was committed is kept.`,
      };
    case primary.cannotOpen:
      return {
        code: "warehouse_cannot_open",
        message: `The warehouse ${path} cannot be opened. Check that the path is a file and that its folder can be read and written.`,
      };
    case primary.tooBig:
      return { code: "warehouse_value", message: `A value is larger than ${path} can hold (1 GB).` };
    case primary.notADatabase:
      return {
        code: "warehouse_not_a_database",
        message: `${path} is not a SQLite database. Point the warehouse at another path, or move that file away.`,
      };
    case primary.constraint:
      return { code: "warehouse_constraint", message: `The warehouse refused a row: ${messageOf(error)}` };
    default:
      return { code: "warehouse_query", message: `The warehouse refused a statement: ${messageOf(error)}` };
  }
}

function fromFileSystem(error: unknown, path: string): Described | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  switch (error.code) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return {
        code: "warehouse_not_writable",
        message: `The warehouse ${path} cannot be made or written. Check the rights of its folder.`,
      };
    case "ENOSPC":
    case "EDQUOT":
      return {
        code: "warehouse_disk_full",
        message: `The disk of ${path} is full. Make room and run again; what was committed is kept.`,
      };
    case "EMFILE":
    case "ENFILE":
      return {
        code: "warehouse_too_many_files",
        message: `Too many files are open to open ${path}. Close some, or raise the limit (ulimit -n).`,
        retryable: true,
      };
    case "ENOTDIR":
    case "EISDIR":
    case "EEXIST":
    case "ENOENT":
    case "ELOOP":
    case "ENAMETOOLONG":
      return {
        code: "warehouse_cannot_open",
        message: `The warehouse ${path} cannot be opened: it must be a file in a folder (${error.code}).`,
      };
    case "ERR_SQLITE_ERROR":
      return { code: "warehouse_query", message: `The warehouse refused a statement: ${error.message}` };
    case "ERR_OUT_OF_RANGE":
      return {
        code: "warehouse_query",
        message: "A number in the result is larger than 2^53; cast it to text.",
      };
    default:
      return undefined;
  }
}

/** SQLite's messages name tables, columns and SQL, never values. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "unknown error";
}
