import { TransformError } from "./errors.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import type { Transform, TransformEntry } from "./registry/entries.ts";
import type { Registry } from "./registry/registry.ts";
import { type RecordError, type Validator, validatorOf } from "./validator.ts";

/**
 * What became of a record.
 * - `ok`: its canonical object, valid against the transform's to_schema.
 * - `skipped`: it rightly gives none.
 * - `errors`: it is to be quarantined. `reason` is a stable code: `input_invalid`, `output_invalid`,
 *   `transform_failed`, or a code of the transform's own (`no_date`).
 */
export type CanonizeResult =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly skipped: true }
  | { readonly reason: string; readonly errors: readonly RecordError[] };

interface Compiled {
  readonly transform: Transform;
  readonly checkInput: Validator;
  readonly checkOutput: Validator;
}

const compiled = new WeakMap<Registry, Map<TransformEntry, Promise<Compiled>>>();

/**
 * Makes the canonical object of a raw record: checks it against from_schema, transforms it, checks what comes out
 * against to_schema. The same record gives the same result, and the record is not changed.
 *
 * Any record gets an answer; only an unknown transform or a broken registry rejects (a {@link CanonizerError}).
 * It is async because the engines are: the MIME parser and JSONata, and what they import on first use.
 *
 * @example
 * await canonize(raw, "customer/stripe_to_canonical@1.0.0", { registry: createRegistry() })
 */
export async function canonize(
  raw: unknown,
  transformReference: string,
  options: { readonly registry: Registry },
): Promise<CanonizeResult> {
  const { registry } = options;
  const steps = await compile(registry, registry.transform(transformReference));
  try {
    return await run(raw, steps);
  } catch (error) {
    return failed(error);
  }
}

async function run(raw: unknown, { transform, checkInput, checkOutput }: Compiled): Promise<CanonizeResult> {
  const inputErrors = checkInput(raw);
  if (inputErrors.length > 0) return { reason: "input_invalid", errors: inputErrors };
  if (!isJsonObject(raw)) return { reason: "input_invalid", errors: [noObject] };
  const value = await transform(raw);
  if (value === null) return { skipped: true };
  const outputErrors = checkOutput(value);
  if (outputErrors.length > 0) return { reason: "output_invalid", errors: outputErrors };
  return isJsonObject(value) ? { ok: true, value } : { reason: "output_invalid", errors: [noObject] };
}

/** Records and canonical objects are objects, also where a schema would take more. */
const noObject: RecordError = { instancePath: "", keyword: "type", message: "must be object" };

/** A message of an unexpected error may quote the record: only its class gets out. */
function failed(error: unknown): CanonizeResult {
  if (error instanceof TransformError)
    return {
      reason: error.code,
      errors: [{ instancePath: error.instancePath, keyword: error.code, message: error.message }],
    };
  const kind = error instanceof Error ? error.name : typeof error;
  return {
    reason: "transform_failed",
    errors: [{ instancePath: "", keyword: "transform", message: `the transform failed with a ${kind}` }],
  };
}

function compile(registry: Registry, entry: TransformEntry): Promise<Compiled> {
  const known = compiled.get(registry) ?? new Map<TransformEntry, Promise<Compiled>>();
  compiled.set(registry, known);
  const before = known.get(entry);
  if (before !== undefined) return before;
  const made = load(registry, entry);
  known.set(entry, made);
  return made;
}

async function load(registry: Registry, { meta, load: loadTransform }: TransformEntry): Promise<Compiled> {
  const [transform, checkInput, checkOutput] = await Promise.all([
    loadTransform(),
    validatorOf(registry.schema(meta.from_schema)),
    validatorOf(registry.schema(meta.to_schema)),
  ]);
  return { transform, checkInput, checkOutput };
}
