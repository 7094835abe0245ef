import type { TableDefinition } from "./definition.ts";

/** What ran and how it ended: small telemetry, never payloads. */
export const eventLog: TableDefinition = {
  name: "event_log",
  description: "What ran and how it ended: small telemetry, never payloads.",
  columns: {
    event_id: { type: "string", role: "created", description: "UUIDv7." },
    event_type: { type: "string", role: "created", description: "For example job.started." },
    source_system: { type: "string", role: "created", description: "Who says it." },
    connection_name: { type: "string", role: "created", nullable: true, description: "Which connection." },
    object_type: {
      type: "string",
      role: "created",
      nullable: true,
      description: "job_run or the type of the objects.",
    },
    idem_key: { type: "string", role: "created", nullable: true, description: "Null for telemetry." },
    correlation_id: { type: "string", role: "created", description: "Run id." },
    trace_id: {
      type: "string",
      role: "created",
      nullable: true,
      description: "Run id of the pipeline that the run belongs to.",
    },
    status: { type: "string", role: "created", description: "success or failed." },
    error_message: { type: "string", role: "created", nullable: true, description: "For people; no data." },
    payload: { type: "json", role: "created", nullable: true, description: "Counts, parameters, duration." },
    created_at: { type: "timestamp", role: "created", description: "When." },
  },
  indexes: [["correlation_id"], ["created_at"]],
  clusterBy: ["source_system", "event_type"],
  partitionBy: "created_at",
};
