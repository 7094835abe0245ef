import type { FileFormat, FileMessage } from "../files/format.ts";
import { chunksOf } from "../files/open-file.ts";
import { type Element, ElementSplitter } from "./element-splitter.ts";
import { anyObjectSchema, jsonMessage } from "./json-record.ts";

/** JSON documents: an array of objects, or one object. */
export function jsonFormat(maxBytes: number, idProperty: string | undefined): FileFormat {
  return {
    name: "json",
    extensions: [".json"],
    keyProperties: [idProperty ?? "_id"],
    objectType: "record",
    schema: anyObjectSchema(idProperty ?? "_id"),
    async *read({ handle, signal }) {
      const splitter = new ElementSplitter(maxBytes);
      for await (const chunk of chunksOf(handle, 0, signal)) {
        for (const element of splitter.push(chunk)) yield messageOf(element, idProperty);
      }
      for (const element of splitter.end()) yield messageOf(element, idProperty);
      if (splitter.flaw !== undefined) yield { type: "problem", reason: splitter.flaw };
    },
  };
}

function messageOf({ index, bytes }: Element, idProperty: string | undefined): FileMessage {
  const where = index === 0 ? "the document" : `element ${index}`;
  return bytes === null
    ? { type: "problem", reason: "element_too_large", where }
    : jsonMessage(bytes, where, idProperty);
}
