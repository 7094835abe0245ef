import { IdemKeyError } from "./errors.ts";
import { escapeExternalId, idText, keyPrefix } from "./idem-key.ts";

/** A function from a record to its idempotency key; throws {@link IdemKeyError}. */
export type IdemKeyFn = (record: unknown) => string;

/** Whose records they are. */
export interface RecordSource {
  /** Defaults to the name of the function's service. */
  readonly sourceSystem?: string;
  /** Which account; `default` unless given. */
  readonly connectionName?: string;
}

/** What {@link recordIdemKey} needs. */
export interface RecordIdentity {
  readonly sourceSystem: string;
  /** `default` unless given. */
  readonly connectionName?: string;
  readonly objectType: string;
  /** Properties of the record that identify it, in order. */
  readonly keyProperties: readonly string[];
}

/** A property of a record itself, not of its prototype. */
export function field(record: unknown, name: string): unknown {
  if (typeof record !== "object" || record === null || Array.isArray(record))
    throw new IdemKeyError("idem_key_not_scalar", "record", "A record must be a JSON object.");
  return Object.hasOwn(record, name) ? Reflect.get(record, name) : undefined;
}

/**
 * Keys for records that are identified by one or several of their properties.
 *
 * @throws IdemKeyError at once for an unusable identity; the function it returns, for an unusable record
 *
 * @example
 * const key = recordIdemKey({ sourceSystem: "crm", objectType: "deal", keyProperties: ["id"] });
 * key({ id: 7 }); // "crm:default:deal:7"
 */
export function recordIdemKey(identity: RecordIdentity): IdemKeyFn {
  const { sourceSystem, connectionName = "default", objectType, keyProperties } = identity;
  const prefix = keyPrefix({ sourceSystem, connectionName, objectType });
  escapeExternalId(keyProperties, ["keyProperties"]);
  const [only = ""] = keyProperties;
  if (keyProperties.length === 1)
    return (record) => prefix + escapeExternalId([field(record, only)], keyProperties);
  return (record) =>
    prefix +
    escapeExternalId(
      keyProperties.map((name) => field(record, name)),
      keyProperties,
    );
}

/**
 * The source's own id of a record as text, for the column external_id; the values of a compound key are joined by `,`.
 *
 * @throws IdemKeyError that names the property
 */
export function recordExternalId(record: unknown, keyProperties: readonly string[]): string {
  return keyProperties.map((name) => idText(field(record, name), name)).join(",");
}
