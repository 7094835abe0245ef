import {
  canonicalJson,
  contentHash,
  contentIdemKey,
  IdemKeyError,
  recordExternalId,
  recordIdemKey,
  sha256,
} from "@lorchestra/idem-keys";
import type { JsonObject } from "@lorchestra/tap-kit";
import { isDeeperThan } from "../depth.ts";
import type { IngestConfig } from "./config.ts";

/** How the records of a stream are told apart. */
export interface Identity {
  /** What all outcomes of the stream are filed under: `source_system:connection_name:object_type`. */
  readonly output: string;
  /** Throws an IdemKeyError for a record without a usable id. */
  readonly idemKey: (record: JsonObject) => string;
  readonly externalId: (record: JsonObject) => string;
  /** The key, or undefined for a record that has none. */
  readonly keyOf: (record: JsonObject) => string | undefined;
  /** A key for what has no usable id, the same each time that the same thing comes. */
  readonly keyOfUnusable: (thing: JsonObject) => string;
}

/** Identity by the stream's key properties; by content when it has none. */
export function identityOf(sink: IngestConfig["sink"], keyProperties: readonly string[]): Identity {
  const parts = {
    sourceSystem: sink.source_system,
    connectionName: sink.connection_name,
    objectType: sink.object_type,
  };
  const byContent = keyProperties.length === 0;
  const idemKey: Identity["idemKey"] = byContent
    ? (record) => contentIdemKey({ ...parts, record })
    : recordIdemKey({ ...parts, keyProperties });
  const prefix = contentIdemKey({ ...parts, record: null }).replace(/:[^:]*$/, "");
  return {
    output: prefix,
    idemKey,
    externalId: (record) =>
      byContent ? `sha256-${contentHash(record)}` : recordExternalId(record, keyProperties),
    keyOf: (record) => tryKey(() => idemKey(record)),
    keyOfUnusable: (thing) => tryKey(() => idemKey(thing)) ?? `${prefix}:unusable-${textHash(thing)}`,
  };
}

function tryKey(make: () => string): string | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof IdemKeyError) return undefined;
    throw error;
  }
}

function textHash(thing: JsonObject): string {
  const canonical = tryKey(() => canonicalJson(thing));
  if (canonical !== undefined) return sha256(canonical);
  // JSON.stringify writes what canonical JSON refuses, but not any depth.
  return sha256(isDeeperThan(thing) ? "too deep" : JSON.stringify(thing));
}
