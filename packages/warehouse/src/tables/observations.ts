import type { TableDefinition } from "./definition.ts";

/** One row per item and per scale of a measurement. */
export const observations: TableDefinition = {
  name: "observations",
  description: "One row per item and per scale of a measurement.",
  columns: {
    idem_key: { type: "string", role: "key", description: "Measurement idem_key : code." },
    measurement_idem_key: {
      type: "string",
      role: "content",
      description: "The measurement that it belongs to.",
    },
    measure_id: { type: "string", role: "content", description: "For example phq9." },
    code: { type: "string", role: "content", description: "Item or scale id." },
    kind: { type: "string", role: "content", description: "item or scale." },
    value: { type: "float", role: "content", nullable: true, description: "The score; null when missing." },
    unrounded: {
      type: "float",
      role: "content",
      nullable: true,
      description: "A prorated score before rounding.",
    },
    prorated: { type: "boolean", role: "content", description: "Whether missing items were prorated." },
    label: { type: "string", role: "content", nullable: true, description: "Band label." },
    severity: { type: "string", role: "content", nullable: true, description: "Band severity code." },
    raw_answer: {
      type: "string",
      role: "content",
      nullable: true,
      description: "The answer as given (items).",
    },
    position: { type: "integer", role: "content", nullable: true, description: "Position in the measure." },
    missing_reason: {
      type: "string",
      role: "content",
      nullable: true,
      description: "Why there is no value.",
    },
    loinc: { type: "string", role: "content", nullable: true, description: "LOINC code where known." },
    correlation_id: {
      type: "string",
      role: "changed",
      nullable: true,
      description: "Run id of the run that wrote the row last.",
    },
    created_at: { type: "timestamp", role: "created", description: "When the row was first made." },
  },
  indexes: [["measurement_idem_key"]],
  clusterBy: ["measure_id", "code"],
};
