import type { TableDefinition } from "./definition.ts";

/** What became of each input at each stage; it decides what is due. */
export const recordOutcomes: TableDefinition = {
  name: "record_outcomes",
  description: "What became of each input at each stage; it decides what is due.",
  columns: {
    stage: { type: "string", role: "key", description: "validate, canonize, final_form." },
    input_key: { type: "string", role: "key", description: "idem_key of the input." },
    output: {
      type: "string",
      role: "key",
      description: "Which output of the stage: suffix, schema or binding.",
    },
    input_hash: { type: "string", role: "content", description: "Hash of the input that was processed." },
    processor: {
      type: "string",
      role: "content",
      description: "ref@version and content hash of what processed it.",
    },
    outcome: { type: "string", role: "content", description: "ok, skipped or quarantined." },
    reason_code: {
      type: "string",
      role: "content",
      nullable: true,
      description: "Stable code of the reason.",
    },
    detail: { type: "json", role: "content", nullable: true, description: "What a person needs to mend it." },
    attempts: {
      type: "integer",
      role: "content",
      description: "How often this input was tried with this processor.",
    },
    correlation_id: {
      type: "string",
      role: "changed",
      nullable: true,
      description: "Run id of the run that wrote the row last.",
    },
    updated_at: { type: "timestamp", role: "changed", description: "When." },
  },
  indexes: [["stage", "outcome"]],
  clusterBy: ["stage", "output"],
};
