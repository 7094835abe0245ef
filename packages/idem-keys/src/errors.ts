/** Why a key or hash could not be made. */
export type IdemKeyErrorCode =
  | "idem_key_missing"
  | "idem_key_empty"
  | "idem_key_not_scalar"
  | "idem_key_not_text"
  | "canonical_json";

/**
 * A record has no usable identity or no canonical form. Names the field, never a value of it.
 *
 * - `idem_key_missing`: the field is absent or null.
 * - `idem_key_empty`: the field is empty or blank.
 * - `idem_key_not_scalar`: neither text nor an integer that JavaScript holds exactly.
 * - `idem_key_not_text`: text with a lone surrogate, which no storage keeps apart from others.
 * - `canonical_json`: RFC 8785 has no form for the value (a lone surrogate, NaN, a cycle).
 */
export class IdemKeyError extends Error {
  override readonly name = "IdemKeyError";
  readonly code: IdemKeyErrorCode;
  /** The field that the error is about; `record` when it is the whole. */
  readonly field: string;
  readonly retryable = false;

  constructor(
    code: IdemKeyErrorCode,
    field: string,
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
    this.code = code;
    this.field = field;
  }
}
