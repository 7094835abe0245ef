import type { TableDefinition } from "./definition.ts";

/** How far each stream has been read. */
export const streamState: TableDefinition = {
  name: "stream_state",
  description: "How far each stream has been read.",
  columns: {
    stream: { type: "string", role: "key", description: "Connection and stream." },
    state: { type: "json", role: "content", description: "The tap's own cursor." },
    updated_at: { type: "timestamp", role: "changed", description: "When it moved." },
    correlation_id: {
      type: "string",
      role: "changed",
      nullable: true,
      description: "Run id of the run that wrote the row last.",
    },
  },
};
