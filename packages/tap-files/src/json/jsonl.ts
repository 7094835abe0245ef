import type { FileFormat, FileMessage } from "../files/format.ts";
import { chunksOf } from "../files/open-file.ts";
import { anyObjectSchema, jsonMessage } from "./json-record.ts";
import { type Line, LineSplitter } from "./line-splitter.ts";

/** JSON Lines: an object a line. */
export function jsonlFormat(maxBytes: number, idProperty: string | undefined): FileFormat {
  return {
    name: "jsonl",
    extensions: [".jsonl", ".ndjson"],
    keyProperties: [idProperty ?? "_id"],
    objectType: "record",
    schema: anyObjectSchema(idProperty ?? "_id"),
    async *read({ handle, offset, signal }) {
      const splitter = new LineSplitter(maxBytes, offset);
      const messages = (line: Line): Generator<FileMessage> => messagesOf(line, offset, idProperty);
      for await (const chunk of chunksOf(handle, offset, signal)) {
        for (const line of splitter.push(chunk)) yield* messages(line);
      }
      for (const line of splitter.end()) yield* messages(line);
    },
  };
}

function* messagesOf(line: Line, offset: number, idProperty: string | undefined): Generator<FileMessage> {
  // Where reading did not begin at the start, lines are counted from there.
  const where = offset === 0 ? `line ${line.number}` : `line ${line.number} after byte ${offset}`;
  if (line.bytes === null) yield { type: "problem", reason: "line_too_large", where };
  else if (!isBlank(line.bytes)) yield jsonMessage(line.bytes, where, idProperty);
  if (line.ended) yield { type: "position", offset: line.end };
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
