/** Why the event client refused a request. */
export type EventClientErrorCode =
  | "event_client_request"
  | "event_payload_too_large"
  | "event_payload_not_json";

/**
 * A call of the event client that cannot be right.
 *
 * - `event_client_request`: something required is missing or has a value that is not allowed.
 * - `event_payload_too_large`: more than 16 KiB of telemetry; records do not belong into event_log.
 * - `event_payload_not_json`: the payload is no JSON object.
 */
export class EventClientError extends Error {
  override readonly name = "EventClientError";
  readonly code: EventClientErrorCode;
  readonly retryable = false;

  constructor(code: EventClientErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
