/** Why an ingestion failed. */
export type IngestErrorCode =
  | "tap_not_a_tap"
  | "tap_message"
  | "singer_not_found"
  | "singer_message"
  | "singer_exit";

/** An ingestion that cannot go on. Messages hold no data of records and no settings. */
export class IngestError extends Error {
  override readonly name = "IngestError";
  readonly code: IngestErrorCode;
  readonly retryable: boolean;
  constructor(
    code: IngestErrorCode,
    message: string,
    options: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
