import { createRequire } from "node:module";
import type { Ajv, ValidateFunction } from "ajv";
import type { JsonSchema } from "../contract/job-type.ts";
import type { ConfigError } from "../contract/problems.ts";
import { JobPackageError } from "../errors.ts";
import { isInstant } from "../time/parse-instant.ts";
import { closedSchema } from "./closed-schema.ts";
import { describeViolations } from "./describe-violation.ts";

const require = createRequire(import.meta.url);
const MAX_DEPTH = 200;

/** A configuration after the check: a copy with the schema's defaults in it, and everything that is wrong with it. */
export interface CheckedConfig {
  readonly config: unknown;
  readonly errors: readonly ConfigError[];
}

/** Whose configuration, and whose schema. */
export interface ConfigOwner {
  /** Job id: the `job` of the errors. */
  readonly job: string;
  /** Who answers for the schema, for the message when it is broken: a package or a job. */
  readonly owner: string;
  /** Turns text into the numbers and booleans that the schema asks for (values from a command line). */
  readonly coerce?: boolean;
}

/** ajv costs 50 ms to load: only what checks a configuration pays for it. */
function newAjv(coerce: boolean, withFormats: boolean): Ajv {
  const { Ajv: AjvClass }: typeof import("ajv") = require("ajv");
  const ajv = new AjvClass({
    allErrors: true,
    useDefaults: true,
    coerceTypes: coerce,
    strict: false,
    verbose: true,
    logger: false,
    addUsedSchema: false,
  });
  if (withFormats) {
    const addFormats: typeof import("ajv-formats").default = require("ajv-formats");
    addFormats(ajv);
    ajv.addFormat("instant", isInstant);
  }
  return ajv;
}

const compiled = {
  plain: new Map<unknown, ValidateFunction>(),
  coerced: new Map<unknown, ValidateFunction>(),
};

function compile(schema: JsonSchema, { owner, coerce = false }: ConfigOwner): ValidateFunction {
  const known = coerce ? compiled.coerced : compiled.plain;
  const before = known.get(schema);
  if (before !== undefined) return before;
  try {
    const validate = newAjv(coerce, JSON.stringify(schema).includes('"format"')).compile(
      closedSchema(schema),
    );
    known.set(schema, validate);
    return validate;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new JobPackageError(
      `${owner} has a broken config schema (this is a fault of its package): ${reason}`,
      {
        cause: error,
      },
    );
  }
}

/** Whether arrays and objects nest deeper than a configuration does, and than a recursion could follow. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
  }
  return false;
}

/**
 * Checks a configuration against a JSON Schema (draft-07); objects whose schema lists properties refuse others. The
 * string format `instant` is what `context.instant` takes.
 * Throws a {@link JobPackageError} when the schema itself is broken.
 *
 * @example
 * checkConfig({ properties: { limit: { type: "integer" } } }, { limti: 5 }, { job: "a", owner: "package b" }).errors
 * // [{ job: "a", path: "limti", message: 'unknown key; did you mean "limit"?' }]
 */
export function checkConfig(schema: JsonSchema, config: unknown, owner: ConfigOwner): CheckedConfig {
  if (isTooDeep(config)) {
    const message = `is nested deeper than ${MAX_DEPTH} levels`;
    return { config, errors: [{ job: owner.job, path: "", message }] };
  }
  const validate = compile(schema, owner);
  const copy = structuredClone(config);
  if (validate(copy)) return { config: copy, errors: [] };
  const errors = describeViolations(validate.errors ?? []).map((violation) => ({
    job: owner.job,
    ...violation,
  }));
  return { config: copy, errors };
}
