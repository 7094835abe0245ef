/** Why the sandbox refused: what was asked does not exist, is malformed, or does not fit the state of the object. */
export type SandboxErrorCode = "not_found" | "invalid_request" | "not_possible" | "address_in_use";

/** The sandbox could not do what its caller asked. Nothing was changed. */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
  readonly code: SandboxErrorCode;
  readonly retryable = false;
  constructor(code: SandboxErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
  }
}
