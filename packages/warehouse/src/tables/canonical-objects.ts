import type { TableDefinition } from "./definition.ts";

/** Canonical objects made from raw objects by transforms. */
export const canonicalObjects: TableDefinition = {
  name: "canonical_objects",
  description: "Canonical objects made from raw objects by transforms.",
  columns: {
    idem_key: { type: "string", role: "key", description: "Raw idem_key # suffix." },
    source_system: { type: "string", role: "content", description: "As in raw_objects." },
    connection_name: { type: "string", role: "content", description: "As in raw_objects." },
    object_type: { type: "string", role: "content", description: "As in raw_objects." },
    canonical_schema: {
      type: "string",
      role: "content",
      description: "Iglu reference of the canonical schema.",
    },
    canonical_format: {
      type: "string",
      role: "content",
      description: "Short name of the canonical format, for example email_jmap_lite.",
    },
    transform_ref: { type: "string", role: "content", description: "category/name@version." },
    transform_hash: { type: "string", role: "content", description: "SHA-256 of the transform's source." },
    raw_idem_key: { type: "string", role: "content", description: "The raw object that it was made from." },
    raw_payload_hash: { type: "string", role: "content", description: "The payload that it was made from." },
    payload: { type: "json", role: "content", description: "The canonical object." },
    correlation_id: {
      type: "string",
      role: "changed",
      nullable: true,
      description: "Run id of the run that wrote the row last.",
    },
    canonicalized_at: {
      type: "timestamp",
      role: "changed",
      description: "When the present payload was made.",
    },
    created_at: { type: "timestamp", role: "created", description: "When the object was first made." },
  },
  // What is due is asked of the first index alone, in key order.
  indexes: [
    ["canonical_schema", "idem_key", "connection_name", "raw_payload_hash", "transform_hash"],
    ["raw_idem_key"],
  ],
  clusterBy: ["canonical_schema", "source_system", "connection_name"],
};
