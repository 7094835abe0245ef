import { createHash } from "node:crypto";
import {
  asObject,
  type Json,
  type JsonObject,
  type JsonSchema,
  JsonTextError,
  parseJson,
} from "@lorchestra/tap-kit";
import canonicalize from "canonicalize";
import type { FileMessage } from "../files/format.ts";

/** Schema of a stream of any objects with one key. */
export function anyObjectSchema(key: string): JsonSchema {
  return {
    type: "object",
    required: [key],
    properties: { [key]: { type: ["string", "number"] } },
    additionalProperties: true,
  };
}

/**
 * One JSON text of a file as a message. With `idProperty` the object is passed on as it is; without, `_id` is added:
 * a hash of the object's canonical JSON, so that the same object has the same id however it was written.
 */
export function jsonMessage(bytes: Uint8Array, where: string, idProperty: string | undefined): FileMessage {
  let value: Json;
  try {
    value = parseJson(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    if (error instanceof JsonTextError) return { type: "problem", reason: error.code, where };
    if (error instanceof TypeError) return { type: "problem", reason: "not_utf8", where };
    throw error;
  }
  const record = asObject(value);
  if (record === undefined) return { type: "problem", reason: "not_an_object", where };
  return idProperty === undefined ? withContentId(record, where) : { type: "record", record };
}

function withContentId(record: JsonObject, where: string): FileMessage {
  // An `_id` of their own would be lost under ours.
  if (Object.hasOwn(record, "_id")) return { type: "problem", reason: "has_id_set_id_property", where };
  let text: string | undefined;
  try {
    text = canonicalize(record);
  } catch {
    // It throws plain errors, for lone surrogates only: parsed JSON has nothing else that it refuses.
    return { type: "problem", reason: "lone_surrogate", where };
  }
  const hash = createHash("sha256")
    .update(text ?? "")
    .digest("hex");
  return { type: "record", record: { ...record, _id: `sha256:${hash}` } };
}
