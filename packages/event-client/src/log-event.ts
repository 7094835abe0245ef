import type { JsonObject, Warehouse } from "@lorchestra/warehouse";

/** One fact for event_log: an envelope and a little telemetry. Never a payload of a record. */
export interface LogEvent {
  /** The warehouse that a job was given. */
  readonly client: Warehouse;
  /** `job.started`, `ingestion.completed` ... */
  readonly eventType: string;
  readonly sourceSystem: string;
  readonly correlationId: string;
  readonly status?: "success" | "failed";
  readonly connectionName?: string;
  readonly objectType?: string;
  readonly traceId?: string;
  readonly idemKey?: string;
  /** For people; no data of a record. */
  readonly errorMessage?: string;
  /** At most 16 KiB of JSON. */
  readonly payload?: JsonObject;
  readonly now?: () => Date;
}

export async function logEvent(event: LogEvent): Promise<void> {
  throw new Error(`unfinished: ${event.eventType}`);
}
