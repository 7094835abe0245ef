import { SingerUsageError } from "../errors.ts";
import { asObject, ownProperty } from "../json-object.ts";
import type { Json, JsonObject } from "../stream.ts";

/** How far one stream was read, as it is kept in the STATE value under `bookmarks`. */
export interface Bookmark {
  /** The stream's own state; undefined before its first checkpoint. */
  readonly state: Json | undefined;
  /** Version of the rows in the target since the last full read (milliseconds). */
  readonly version: number;
  /** Records that could not be read since that full read began. Rows of a target that they may belong to are kept. */
  readonly problems: number;
}

/** The bookmarks of a `--state` file. Throws a {@link SingerUsageError} for a file of another tap. */
export function readBookmarks(state: JsonObject | undefined): Map<string, Bookmark> {
  const bookmarks = ownProperty(state, "bookmarks");
  if (bookmarks === undefined) {
    if (state === undefined || Object.keys(state).length === 0) return new Map();
    throw new SingerUsageError('--state: the file has no "bookmarks"; give the value of a STATE message.');
  }
  return new Map(Object.entries(asObject(bookmarks) ?? {}).map(([name, one]) => [name, parse(name, one)]));
}

function parse(name: string, value: Json): Bookmark {
  const version = ownProperty(value, "version");
  const problems = ownProperty(value, "problems");
  if (typeof version !== "number" || typeof problems !== "number") {
    throw new SingerUsageError(
      `--state: the bookmark of stream ${JSON.stringify(name)} is not one of this tap.`,
    );
  }
  return { state: ownProperty(value, "state"), version, problems };
}

/** The value of a STATE message. */
export function stateValue(bookmarks: ReadonlyMap<string, Bookmark>): JsonObject {
  const entries = [...bookmarks].map(([name, { state, version, problems }]): [string, Json] => [
    name,
    { ...(state === undefined ? {} : { state }), version, problems },
  ]);
  return { bookmarks: Object.fromEntries(entries) };
}
