import { canonicalObjects } from "./canonical-objects.ts";
import type { TableDefinition } from "./definition.ts";
import { eventLog } from "./event-log.ts";
import { measurementEvents } from "./measurement-events.ts";
import { observations } from "./observations.ts";
import { rawObjects } from "./raw-objects.ts";
import { recordOutcomes } from "./record-outcomes.ts";
import { streamState } from "./stream-state.ts";

export {
  type Column,
  type ColumnRole,
  type ColumnType,
  keyColumns,
  type TableDefinition,
} from "./definition.ts";

/** The warehouse's tables, by name. */
export const tables = {
  raw_objects: rawObjects,
  canonical_objects: canonicalObjects,
  measurement_events: measurementEvents,
  observations,
  event_log: eventLog,
  stream_state: streamState,
  record_outcomes: recordOutcomes,
} as const satisfies { readonly [name: string]: TableDefinition };

/** Name of a table of the warehouse. */
export type TableName = keyof typeof tables;
