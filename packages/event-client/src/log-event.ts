import { setTimeout as sleep } from "node:timers/promises";
import { type JsonObject, JsonText, mark, type RowInput, type Warehouse } from "@lorchestra/warehouse";
import { EventClientError } from "./errors.ts";
import { uuidV7 } from "./uuid-v7.ts";

/** One fact for event_log: an envelope and a little telemetry. Never a payload of a record. */
export interface LogEvent {
  /** The warehouse that a job was given. */
  readonly client: Warehouse;
  /** `job.started`, `ingestion.completed` ... */
  readonly eventType: string;
  readonly sourceSystem: string;
  /** Run id. */
  readonly correlationId: string;
  /** `success` unless given. */
  readonly status?: "success" | "failed";
  readonly connectionName?: string;
  readonly objectType?: string;
  readonly traceId?: string;
  readonly idemKey?: string;
  /** For people; no data of a record. Only with status `failed`; cut after 2000 characters. */
  readonly errorMessage?: string;
  /** At most 16 KiB of JSON. */
  readonly payload?: JsonObject;
  readonly now?: () => Date;
}

const largestPayload = 16 * 1024;
const longestMessage = 2000;
const eventType = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+$/;
const pauses = [50, 250, 1000];

/**
 * Writes one event to event_log. A failure that may pass (`retryable`) is tried again three times within about a second.
 *
 * @throws EventClientError for an event that is not one: no type, a payload past 16 KiB
 * @throws WarehouseError
 *
 * @example
 * await logEvent({
 *   client, eventType: "ingestion.completed", sourceSystem: "stripe", objectType: "invoice", correlationId,
 *   payload: { in: 3, inserted: 3, duration_seconds: 1.2 },
 * });
 */
export async function logEvent(event: LogEvent): Promise<void> {
  const row = toRow(event);
  mark("event.before");
  await append(event.client, row);
  mark("event.after");
}

async function append(client: Warehouse, row: RowInput): Promise<void> {
  for (const pause of pauses) {
    try {
      return await client.append("event_log", [row]);
    } catch (error) {
      if (!(error instanceof Error && "retryable" in error && error.retryable === true)) throw error;
    }
    await sleep(pause * (0.5 + Math.random()));
  }
  await client.append("event_log", [row]);
}

function toRow(event: LogEvent): RowInput {
  const { status = "success", errorMessage, payload } = event;
  if (typeof event.eventType !== "string" || !eventType.test(event.eventType))
    throw request('eventType must be like "job.started"');
  for (const name of ["sourceSystem", "correlationId"] as const)
    if (typeof event[name] !== "string" || event[name] === "") throw request(`${name} is missing`);
  if (status !== "success" && status !== "failed") throw request('status must be "success" or "failed"');
  if (errorMessage !== undefined && status !== "failed")
    throw request('errorMessage goes with status "failed" only');
  const now = event.now?.() ?? new Date();
  return {
    event_id: uuidV7(now),
    event_type: event.eventType,
    source_system: event.sourceSystem,
    connection_name: event.connectionName ?? null,
    object_type: event.objectType ?? null,
    idem_key: event.idemKey ?? null,
    correlation_id: event.correlationId,
    trace_id: event.traceId ?? null,
    status,
    error_message: errorMessage === undefined ? null : shortened(errorMessage),
    payload: payload === undefined ? null : new JsonText(payloadText(payload)),
    created_at: now.toISOString(),
  };
}

function shortened(message: string): string {
  if (message.length <= longestMessage) return message;
  return `${message.slice(0, longestMessage - 1).toWellFormed()}…`;
}

function payloadText(payload: JsonObject): string {
  if (typeof payload !== "object" || payload === null || Array.isArray(payload))
    throw new EventClientError("event_payload_not_json", "The payload of an event must be a JSON object.");
  let text: string;
  try {
    text = JSON.stringify(payload);
  } catch {
    // The cause would quote the payload.
    throw new EventClientError(
      "event_payload_not_json",
      "The payload of an event cannot be written as JSON.",
    );
  }
  const bytes = Buffer.byteLength(text);
  if (bytes > largestPayload)
    throw new EventClientError(
      "event_payload_too_large",
      `The payload of an event has ${bytes} bytes; ${largestPayload} are allowed. Records belong into raw_objects.`,
    );
  return text;
}

function request(problem: string): EventClientError {
  return new EventClientError("event_client_request", `logEvent: ${problem}.`);
}
