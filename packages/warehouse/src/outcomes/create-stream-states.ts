import { mark } from "../mark.ts";
import type { Warehouse } from "../warehouse.ts";
import type { StreamStates } from "./contract.ts";
import type { Provenance } from "./record.ts";

/**
 * How far each stream has been read, over any warehouse.
 *
 * @example
 * const states = createStreamStates(warehouse, { correlationId: runId, now: () => new Date() });
 * await states.set("stripe_invoices", { created: 1700000000 });
 */
export function createStreamStates(warehouse: Warehouse, { correlationId, now }: Provenance): StreamStates {
  const { sql } = warehouse;
  return {
    get: async (stream) => {
      const rows = await warehouse.query(
        sql`SELECT state FROM ${sql.table("stream_state")} WHERE stream = ${stream}`,
      );
      return rows[0]?.state;
    },
    set: async (stream, state) => {
      mark("state.before");
      await warehouse.merge("stream_state", [
        { stream, state, updated_at: now().toISOString(), correlation_id: correlationId },
      ]);
      mark("state.after");
    },
  };
}
