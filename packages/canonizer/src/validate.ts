import type { Registry } from "./registry/registry.ts";
import { type RecordError, validatorOf } from "./validator.ts";

/** What {@link validate} gives: valid, or where it is not. */
export type ValidationResult = { readonly ok: true } | { readonly errors: readonly RecordError[] };

/**
 * Checks a value against a schema of the registry. The value is not changed, and no value of it is in the errors.
 * Any value gets an answer; only an unknown or broken schema rejects (a {@link CanonizerError}).
 *
 * @example
 * await validate({ id: "re_1" }, "iglu:com.stripe/refund/jsonschema/1-0-0", { registry: createRegistry() })
 * // { errors: [{ instancePath: "", keyword: "required", message: "must have required property 'object'" }] }
 */
export async function validate(
  value: unknown,
  schemaReference: string,
  options: { readonly registry: Registry },
): Promise<ValidationResult> {
  const check = await validatorOf(options.registry.schema(schemaReference));
  return checked(() => check(value));
}

/** A value that no JSON text gives (a getter that throws) is an answer too, not an exception. */
function checked(check: () => readonly RecordError[]): ValidationResult {
  try {
    const errors = check();
    return errors.length === 0 ? { ok: true } : { errors };
  } catch {
    return { errors: [{ instancePath: "", keyword: "type", message: "must be JSON" }] };
  }
}
