import { hash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";
import { type IdemKeyParts, joinKey } from "./idem-key.ts";

/** SHA-256 of a text's UTF-8 bytes, 64 lower-case hex characters. */
export function sha256(text: string): string {
  return hash("sha256", text, "hex");
}

/**
 * SHA-256 (hex) of a value's canonical JSON: equal exactly when the values are equal as JSON.
 *
 * @throws IdemKeyError `canonical_json`
 */
export function contentHash(value: unknown): string {
  return sha256(canonicalJson(value));
}

/**
 * The key of a record without a natural id: its content is its identity, so an edited record is another record. The
 * external id says so: `sha256-<hex>`. No record with an id of its own can have this key.
 *
 * @throws IdemKeyError
 *
 * @example
 * contentIdemKey({ sourceSystem: "files", connectionName: "export", objectType: "row", record: { a: 1 } });
 */
export function contentIdemKey(
  parts: Omit<IdemKeyParts, "externalId"> & { readonly record: unknown },
): string {
  return joinKey(parts, `sha256-${contentHash(parts.record)}`);
}
