import { IdemKeyError } from "./errors.ts";

/** An id as sources send it. The number 7 and the text "7" are the same id. */
export type IdValue = string | number;

/** The four parts of an identity. */
export interface IdemKeyParts {
  /** The service: `gmail`, `stripe`. */
  readonly sourceSystem: string;
  /** Which account or connection of it. */
  readonly connectionName: string;
  /** What the record is: `email`, `invoice`. */
  readonly objectType: string;
  /** The source's own id; several values for a source whose key has several properties. */
  readonly externalId: IdValue | readonly IdValue[];
}

// `:` separates parts, `,` the values of a compound id, `#` what the canonical stage appends, `%` starts an escape.
// Control characters and separators of lines would make a key that nobody can read or type.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
const reserved = /[%:#,\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/;
const reservedAll = new RegExp(reserved.source, "g");
const looksLikeContentHash = /^sha256-[0-9a-f]{64}$/;

function percentEncode(character: string): string {
  return Array.from(
    new TextEncoder().encode(character),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
  ).join("");
}

function escapePart(value: string): string {
  if (looksLikeContentHash.test(value)) return `%73${value.slice(1)}`;
  return reserved.test(value) ? value.replace(reservedAll, percentEncode) : value;
}

/**
 * The text of one id value.
 *
 * @throws IdemKeyError that names `field`
 */
export function idText(value: unknown, field: string): string {
  if (value === undefined || value === null)
    throw new IdemKeyError("idem_key_missing", field, `The record has no "${field}", which identifies it.`);
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  if (typeof value !== "string")
    throw new IdemKeyError(
      "idem_key_not_scalar",
      field,
      `"${field}" identifies the record and must be text or an integer; it is ${describe(value)}.`,
    );
  if (value.trim() === "")
    throw new IdemKeyError("idem_key_empty", field, `"${field}" identifies the record and is empty.`);
  if (!value.isWellFormed())
    throw new IdemKeyError(
      "idem_key_not_text",
      field,
      `"${field}" identifies the record and holds half a character (a lone surrogate).`,
    );
  return value;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "number") return "a number that is not an exact integer";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** Joins the parts of a key; `escaped` is an external id that is escaped already. */
export function joinKey(parts: Omit<IdemKeyParts, "externalId">, escaped: string): string {
  const { sourceSystem, connectionName, objectType } = parts;
  return `${keyPrefix({ sourceSystem, connectionName, objectType })}${escaped}`;
}

/** What all keys of one kind of object begin with, the last `:` included. */
export function keyPrefix(parts: Omit<IdemKeyParts, "externalId">): string {
  const source = escapePart(idText(parts.sourceSystem, "sourceSystem"));
  const connection = escapePart(idText(parts.connectionName, "connectionName"));
  const type = escapePart(idText(parts.objectType, "objectType"));
  return `${source}:${connection}:${type}:`;
}

/** The escaped form of an external id of one or several values; `fields` name them in errors. */
export function escapeExternalId(values: readonly unknown[], fields: readonly string[]): string {
  if (values.length === 1) return escapePart(idText(values[0], fields[0] ?? "externalId"));
  if (values.length === 0)
    throw new IdemKeyError("idem_key_missing", "externalId", "An identity needs at least one value.");
  return values
    .map((value, index) => escapePart(idText(value, fields[index] ?? fields[0] ?? "externalId")))
    .join(",");
}

/**
 * The idempotency key of a record: `source_system:connection_name:object_type:external_id`. Reserved characters
 * inside a part are percent-encoded, so no two different tuples give one key, and ordinary ids stay readable.
 *
 * @throws IdemKeyError that names the part which is missing, empty or not a scalar
 *
 * @example
 * idemKey({ sourceSystem: "stripe", connectionName: "default", objectType: "invoice", externalId: "in_1" });
 * // "stripe:default:invoice:in_1"
 */
export function idemKey(parts: IdemKeyParts): string {
  const { externalId } = parts;
  const values = Array.isArray(externalId) ? externalId : [externalId];
  return joinKey(parts, escapeExternalId(values, ["externalId"]));
}
