import type { TableDefinition } from "./definition.ts";

/** Records as their sources sent them, one row per object. */
export const rawObjects: TableDefinition = {
  name: "raw_objects",
  description: "Records as their sources sent them, one row per object.",
  columns: {
    idem_key: {
      type: "string",
      role: "key",
      description: "source_system:connection_name:object_type:external_id, parts escaped.",
    },
    source_system: {
      type: "string",
      role: "content",
      description: "The service that the record comes from.",
    },
    connection_name: {
      type: "string",
      role: "content",
      description: "Which account or connection of that service.",
    },
    object_type: {
      type: "string",
      role: "content",
      description: "What the record is: email, invoice, form_response ...",
    },
    schema_ref: {
      type: "string",
      role: "content",
      nullable: true,
      description: "Iglu reference of the source's schema, where known.",
    },
    external_id: { type: "string", role: "content", nullable: true, description: "The source's own id." },
    payload: { type: "json", role: "carried", description: "The record itself." },
    payload_hash: {
      type: "string",
      role: "content",
      description: "SHA-256 (hex) of the payload's canonical JSON (RFC 8785).",
    },
    first_seen: { type: "timestamp", role: "created", description: "When the object first arrived." },
    last_seen: { type: "timestamp", role: "touched", description: "When a source last showed it." },
    changed_at: { type: "timestamp", role: "changed", description: "When the payload last changed." },
    deleted_at: {
      type: "timestamp",
      role: "content",
      nullable: true,
      description: "When the source was found to have deleted it.",
    },
    validation_status: {
      type: "string",
      role: "cleared",
      nullable: true,
      description: "pass or fail of the present payload; null: not checked.",
    },
    validation_errors: { type: "json", role: "cleared", nullable: true, description: "Why it failed." },
    validated_schema: {
      type: "string",
      role: "cleared",
      nullable: true,
      description: "The schema that it was checked against.",
    },
    correlation_id: {
      type: "string",
      role: "touched",
      nullable: true,
      description: "Run id of the run that wrote the row last.",
    },
  },
  // What is due is asked of the index alone, in key order.
  indexes: [["source_system", "object_type", "idem_key", "connection_name", "payload_hash", "deleted_at"]],
  clusterBy: ["source_system", "connection_name", "object_type"],
};
