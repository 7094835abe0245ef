import type { Warehouse } from "../warehouse.ts";
import type { Outcomes } from "./contract.ts";
import { countDue, due } from "./due.ts";
import { gone, type Provenance, record, replay } from "./record.ts";

/**
 * The one mechanism that decides what is due, over any warehouse.
 *
 * @throws WarehouseError also for a `where` column that the input table does not have
 *
 * @example
 * const outcomes = createOutcomes(warehouse, { correlationId: runId, now: () => new Date() });
 * for await (const input of outcomes.due(request)) await process(input);
 */
export function createOutcomes(warehouse: Warehouse, provenance: Provenance): Outcomes {
  return {
    due: (request) => due(warehouse, request),
    countDue: (request) => countDue(warehouse, request),
    record: (request, outcomes) => record(warehouse, provenance, request, outcomes),
    replay: (request, keys) => replay(warehouse, provenance, request, keys),
    gone: (request) => gone(warehouse, request),
    forget: async ({ stage, output }, keys) => {
      await warehouse.remove("record_outcomes", "input_key", keys, { stage, output });
    },
  };
}
