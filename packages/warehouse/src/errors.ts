/** Something the warehouse could not do. `code` is stable; `retryable` says whether the same call may succeed later. */
export class WarehouseError extends Error {
  override readonly name: string = "WarehouseError";
  readonly code: string;
  readonly retryable: boolean;
  constructor(
    code: string,
    message: string,
    options: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** A statement that is not one read was refused. */
export class ReadOnlyError extends WarehouseError {
  override readonly name = "ReadOnlyError";
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super("warehouse_read_only", message, options);
  }
}
