import {
  asObject,
  type Json,
  type JsonObject,
  JsonTextError,
  ownProperty,
  parseJson,
} from "@lorchestra/tap-kit";
import { IngestError } from "./errors.ts";

/** A line of a Singer tap. */
export type SingerMessage =
  | { readonly type: "SCHEMA"; readonly stream: string; readonly keyProperties: readonly string[] }
  | { readonly type: "RECORD"; readonly stream: string; readonly record: JsonObject }
  | { readonly type: "STATE"; readonly value: Json }
  | { readonly type: "ACTIVATE_VERSION"; readonly stream: string };

/**
 * Parses a line of a Singer tap. The line is never part of an error.
 *
 * @param number of the line, for errors
 * @throws IngestError `singer_message` for what is no message; BATCH too, because its records would be missed
 *
 * @example
 * parseSingerMessage('{"type":"STATE","value":{"bookmarks":{}}}', 1);
 */
export function parseSingerMessage(line: string, number: number): SingerMessage {
  const message = parseLine(line, number);
  const type = ownProperty(message, "type");
  switch (type) {
    case "SCHEMA":
      return { type, stream: streamOf(message, number), keyProperties: keysOf(message, number) };
    case "RECORD": {
      const record = asObject(ownProperty(message, "record"));
      if (record === undefined) throw broken(number, 'a RECORD without an object "record"');
      return { type, stream: streamOf(message, number), record };
    }
    case "STATE": {
      const value = ownProperty(message, "value");
      if (value === undefined) throw broken(number, 'a STATE without "value"');
      return { type, value };
    }
    case "ACTIVATE_VERSION":
      return { type, stream: streamOf(message, number) };
    default:
      throw broken(number, "a message of a type other than SCHEMA, RECORD, STATE and ACTIVATE_VERSION");
  }
}

function parseLine(line: string, number: number): JsonObject {
  try {
    const message = asObject(parseJson(line));
    if (message !== undefined) return message;
  } catch (cause) {
    if (!(cause instanceof JsonTextError)) throw cause;
  }
  throw broken(number, "something that is no JSON object");
}

function streamOf(message: JsonObject, number: number): string {
  const stream = ownProperty(message, "stream");
  if (typeof stream !== "string") throw broken(number, 'a message without "stream"');
  return stream;
}

function keysOf(message: JsonObject, number: number): string[] {
  const keys = ownProperty(message, "key_properties") ?? [];
  if (!Array.isArray(keys) || !keys.every((key): key is string => typeof key === "string")) {
    throw broken(number, 'a SCHEMA whose "key_properties" are no list of names');
  }
  return [...keys];
}

function broken(number: number, what: string): IngestError {
  return new IngestError("singer_message", `The Singer tap sent ${what} (line ${number}).`);
}
