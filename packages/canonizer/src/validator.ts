import type { ErrorObject, ValidateFunction } from "ajv";
import { InvalidEntryError } from "./errors.ts";
import type { SchemaEntry } from "./registry/entries.ts";

/** Where a value does not fit its schema. Never the value itself. */
export interface RecordError {
  /** JSON pointer into the value, empty for the whole; cut after 200 characters. */
  readonly instancePath: string;
  /** The JSON Schema keyword that failed, or a transform's own code. */
  readonly keyword: string;
  /** For people: `must be string`. */
  readonly message: string;
}

/** Checks a value; an empty list when it is valid. */
export type Validator = (value: unknown) => readonly RecordError[];

type Compiler = (schema: object) => ValidateFunction;

let compiler: Promise<Compiler> | undefined;
const validators = new WeakMap<SchemaEntry, Promise<Validator>>();

/** The compiled validator of a schema, made once. Rejects with an {@link InvalidEntryError} for a broken schema. */
export function validatorOf(entry: SchemaEntry): Promise<Validator> {
  const known = validators.get(entry);
  if (known !== undefined) return known;
  const made = compile(entry);
  validators.set(entry, made);
  return made;
}

async function compile({ ref, schema }: SchemaEntry): Promise<Validator> {
  compiler ??= loadCompiler();
  const compileSchema = await compiler;
  // `$schema` may name Iglu's meta-schema, which ajv does not have; `$id` would clash where two versions share one.
  const { $schema: _dialect, $id: _id, self: _self, ...rules } = schema;
  let check: ValidateFunction;
  try {
    check = compileSchema(rules);
  } catch (error) {
    throw new InvalidEntryError(ref, `is no valid JSON Schema (draft-07): ${reason(error)}`, {
      cause: error,
    });
  }
  return (value) => (check(value) ? [] : (check.errors ?? []).slice(0, 10).map(recordError));
}

/** ajv costs some 60 ms to import: paid by the first record, not by whoever lists transforms. */
async function loadCompiler(): Promise<Compiler> {
  const [{ Ajv }, formats] = await Promise.all([import("ajv"), import("ajv-formats")]);
  // The first error only: with all of them, a list of a million wrong items makes a million errors.
  // Strict about keywords and formats: a misspelt one would let everything pass.
  const ajv = new Ajv({
    allErrors: false,
    strictSchema: true,
    strictNumbers: true,
    strictTypes: false,
    strictTuples: false,
  });
  formats.default.default(ajv);
  return (schema) => ajv.compile(schema);
}

function recordError({ instancePath, keyword, message }: ErrorObject): RecordError {
  return { instancePath: instancePath.slice(0, 200).toWellFormed(), keyword, message: message ?? keyword };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
