import { type FileHandle, open } from "node:fs/promises";
import { type Message, type ReadContext, type Stream, TapError } from "@lorchestra/tap-kit";
import { errorCode, type Found, findFiles, pathError } from "./find.ts";
import type { FileFormat, FileMessage } from "./format.ts";
import { fingerprint } from "./open-file.ts";
import { type FileState, formatState, parseState } from "./state.ts";

const messagesPerCheckpoint = 500;

type FoundFile = Extract<Found, { kind: "file" }>;

/** Where a stream reads. */
export interface FileSource {
  /** See {@link findFiles}. */
  readonly path: string;
  /** Fingerprint of all else that is configured: with other settings a file gives other records. */
  readonly settings: string;
}

/** The stream of one kind of file at a configured path. */
export function fileStream(format: FileFormat, source: FileSource): Stream {
  const { name, keyProperties, objectType, schema } = format;
  return {
    name,
    keyProperties,
    objectType,
    schema,
    read: (context) => new FileReading(format, source, context).messages(),
  };
}

/** One read of all files of a stream. */
class FileReading {
  readonly #format: FileFormat;
  readonly #source: FileSource;
  readonly #context: ReadContext;
  readonly #before: Map<string, FileState>;
  /** State of the files met so far, and of the others as they were; what is gone is dropped at the end. */
  readonly #files: Map<string, FileState>;
  #sinceCheckpoint = 0;

  constructor(format: FileFormat, source: FileSource, context: ReadContext) {
    this.#format = format;
    this.#source = source;
    this.#context = context;
    this.#before = parseState(context.state, source.settings);
    this.#files = new Map(this.#before);
  }

  async *messages(): AsyncGenerator<Message, void, undefined> {
    const root = this.#context.root ?? process.cwd();
    const { single, files } = await findFiles(this.#source.path, root, this.#format.extensions);
    const met = new Set<string>();
    for await (const found of files) {
      this.#context.signal.throwIfAborted();
      met.add(found.name);
      if (found.kind === "unreadable") yield problem("unreadable", found.name, found.code);
      else if (!isUnchanged(found, this.#before.get(found.name))) yield* this.#file(found, single);
    }
    if (met.size === 0) this.#context.log("warning", `no ${this.#format.name} file at ${this.#source.path}`);
    for (const name of this.#files.keys()) if (!met.has(name)) this.#files.delete(name);
    yield this.#checkpoint();
  }

  /** One file; when it cannot be opened or read, an error for the one that is configured, a problem among others. */
  async *#file(found: FoundFile, single: boolean): AsyncGenerator<Message, void, undefined> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(found.path, "r");
      yield* this.#read(found, handle);
    } catch (error) {
      this.#context.signal.throwIfAborted();
      if (error instanceof TapError || !isSystemError(error)) throw error;
      if (single) throw pathError(this.#source.path, error);
      yield problem("unreadable", found.name, errorCode(error));
    } finally {
      await handle?.close();
    }
  }

  async *#read(found: FoundFile, handle: FileHandle): AsyncGenerator<Message, void, undefined> {
    // The file as it was when reading began: what is added meanwhile makes it a changed file next time.
    const { size, mtimeMs: mtime } = await handle.stat();
    const offset = await startOf(this.#before.get(found.name), handle, size);
    const file = {
      handle,
      name: found.name,
      size,
      offset,
      signal: this.#context.signal,
      log: this.#context.log,
    };
    let resume: Pick<FileState, "offset" | "print"> = {};
    for await (const message of this.#format.read(file)) {
      if (message.type === "position") {
        resume = { offset: message.offset };
        if (this.#sinceCheckpoint < messagesPerCheckpoint) continue;
        resume = await printed(resume, handle);
        this.#files.set(found.name, { size, mtime, ...resume, done: false });
        yield this.#checkpoint();
      } else {
        yield* this.#passOn(message, found.name);
      }
    }
    this.#files.set(found.name, { size, mtime, ...(await printed(resume, handle)), done: true });
    if (!this.#format.small || this.#sinceCheckpoint >= messagesPerCheckpoint) yield this.#checkpoint();
  }

  *#passOn(message: Exclude<FileMessage, { type: "position" }>, name: string): Generator<Message> {
    if (message.type === "problem") {
      this.#sinceCheckpoint += 1;
      yield problem(message.reason, name, message.where, message.key);
      return;
    }
    if (!this.#isAsked(message.at)) return;
    this.#sinceCheckpoint += 1;
    yield { type: "record", record: message.record };
  }

  /** Records without a date are always asked for: leaving them out would lose them. */
  #isAsked(at: string | null | undefined): boolean {
    const { since, until } = this.#context;
    if (at === undefined || at === null) return true;
    const time = Date.parse(at);
    return (
      (since === undefined || time >= since.getTime()) && (until === undefined || time < until.getTime())
    );
  }

  #checkpoint(): Message {
    this.#sinceCheckpoint = 0;
    return { type: "checkpoint", state: formatState(this.#files, this.#source.settings) };
  }
}

function isUnchanged(found: FoundFile, before: FileState | undefined): boolean {
  const { size, mtimeMs } = found.stats;
  return before?.done === true && before.size === size && before.mtime === mtimeMs;
}

/** Where to go on: at the kept offset when the bytes before it are the same, else at the start. */
async function startOf(before: FileState | undefined, handle: FileHandle, size: number): Promise<number> {
  const { offset, print } = before ?? {};
  if (offset === undefined || print === undefined || offset > size) return 0;
  return (await fingerprint(handle, offset)) === print ? offset : 0;
}

async function printed(
  resume: Pick<FileState, "offset" | "print">,
  handle: FileHandle,
): Promise<Pick<FileState, "offset" | "print">> {
  const { offset } = resume;
  return offset === undefined ? {} : { offset, print: await fingerprint(handle, offset) };
}

function problem(
  reason: string,
  file: string,
  where: string | undefined,
  key?: Extract<Message, { type: "problem" }>["key"],
): Message {
  const detail = where === undefined ? file : `${file}, ${where}`;
  return { type: "problem", reason, detail, ...(key === undefined ? {} : { key }) };
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
