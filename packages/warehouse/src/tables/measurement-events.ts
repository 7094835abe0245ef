import type { TableDefinition } from "./definition.ts";

/** One row per measure per submission. */
export const measurementEvents: TableDefinition = {
  name: "measurement_events",
  description: "One row per measure per submission.",
  columns: {
    idem_key: { type: "string", role: "key", description: "Canonical idem_key : measure_id." },
    canonical_idem_key: {
      type: "string",
      role: "content",
      description: "The form response that was scored.",
    },
    measure_id: { type: "string", role: "content", description: "For example phq9." },
    measure_version: { type: "string", role: "content", description: "Version of the measure spec." },
    binding_id: {
      type: "string",
      role: "content",
      description: "The binding that mapped questions to items.",
    },
    binding_version: { type: "string", role: "content", description: "Its version." },
    form_id: { type: "string", role: "content", description: "The form." },
    submission_id: { type: "string", role: "content", description: "The source's response id." },
    subject_id: {
      type: "string",
      role: "content",
      nullable: true,
      description: "E-mail or external id of the respondent.",
    },
    occurred_at: { type: "timestamp", role: "content", description: "When the form was submitted." },
    completeness: { type: "float", role: "content", description: "Items answered / items total, 0..1." },
    items_answered: { type: "integer", role: "content", description: "Items with a usable answer." },
    items_total: { type: "integer", role: "content", description: "Items of the measure." },
    flags: {
      type: "json",
      role: "content",
      description: "List of raised flags, for example self_harm_ideation.",
    },
    diagnostics: { type: "json", role: "content", description: "What was unmapped, missing or unknown." },
    correlation_id: {
      type: "string",
      role: "changed",
      nullable: true,
      description: "Run id of the run that wrote the row last.",
    },
    processed_at: {
      type: "timestamp",
      role: "changed",
      description: "When the present values were computed.",
    },
    created_at: { type: "timestamp", role: "created", description: "When the row was first made." },
  },
  indexes: [["canonical_idem_key"], ["subject_id"]],
  clusterBy: ["measure_id", "subject_id"],
};
