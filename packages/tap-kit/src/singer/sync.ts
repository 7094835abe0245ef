import type { JsonObject, ReadContext, Stream } from "../stream.ts";
import { type Bookmark, stateValue } from "./bookmarks.ts";
import { type Selection, singerSchema } from "./catalog.ts";
import type { MessageWriter } from "./output.ts";

/** What a sync needs besides the stream. */
export interface SyncContext {
  readonly writer: MessageWriter;
  /** Bookmarks of all streams; moved by every checkpoint. */
  readonly bookmarks: Map<string, Bookmark>;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly log: ReadContext["log"];
}

/**
 * Reads one stream to its end: SCHEMA, then RECORDs, and a STATE after the records that it covers. At the end
 * ACTIVATE_VERSION drops what a full read no longer found - not when a record could not be read, because its row
 * would go too.
 */
export async function syncStream(selection: Selection, context: SyncContext): Promise<void> {
  const { stream, without } = selection;
  const { writer, bookmarks, now } = context;
  await writer.write(schemaMessage(stream, without));
  let bookmark = startingBookmark(bookmarks.get(stream.name), now());
  const emit = async (record: JsonObject): Promise<void> => {
    const time = now().toISOString();
    const { version } = bookmark;
    await writer.write({ type: "RECORD", stream: stream.name, record, version, time_extracted: time });
  };
  for await (const message of stream.read(readContext(bookmark, context))) {
    context.signal.throwIfAborted();
    switch (message.type) {
      case "record":
        await emit(pick(message.record, without));
        break;
      case "delete":
        await emit({ ...message.key, _sdc_deleted_at: now().toISOString() });
        break;
      case "problem":
        bookmark = { ...bookmark, problems: bookmark.problems + 1 };
        context.log("warning", `${stream.name}: a record could not be read: ${describeProblem(message)}`);
        break;
      case "checkpoint":
        bookmark = { ...bookmark, state: message.state };
        bookmarks.set(stream.name, bookmark);
        await writer.write({ type: "STATE", value: stateValue(bookmarks) });
        break;
    }
  }
  if (bookmark.problems > 0) return;
  await writer.write({ type: "ACTIVATE_VERSION", stream: stream.name, version: bookmark.version });
}

function startingBookmark(kept: Bookmark | undefined, now: Date): Bookmark {
  if (kept?.state !== undefined) return kept;
  return { state: undefined, version: now.getTime(), problems: 0 };
}

function readContext(bookmark: Bookmark, { signal, now, log }: SyncContext): ReadContext {
  return { ...(bookmark.state === undefined ? {} : { state: bookmark.state }), signal, now, log };
}

function schemaMessage(stream: Stream, without: ReadonlySet<string>): JsonObject {
  return {
    type: "SCHEMA",
    stream: stream.name,
    schema: singerSchema(stream, without),
    key_properties: [...stream.keyProperties],
  };
}

function pick(record: JsonObject, without: ReadonlySet<string>): JsonObject {
  if (without.size === 0) return record;
  return Object.fromEntries(Object.entries(record).filter(([name]) => !without.has(name)));
}

function describeProblem(problem: { readonly reason: string; readonly detail?: string }): string {
  return problem.detail === undefined ? problem.reason : `${problem.reason} (${problem.detail})`;
}
