import type { ErrorObject } from "ajv";
import { instantForms } from "../time/parse-instant.ts";
import { didYouMean } from "./suggest.ts";

/** Where and what, without the value: a value may be a secret. */
export interface Violation {
  /** Dotted path, empty for the whole. */
  readonly path: string;
  readonly message: string;
}

const plainSegment = (segment: string): string => segment.replaceAll("~1", "/").replaceAll("~0", "~");

function dotted(pointer: string, last?: string): string {
  const segments = pointer.split("/").slice(1).map(plainSegment);
  return [...segments, ...(last === undefined ? [] : [last])].join(".");
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

const text = (value: unknown): string => (typeof value === "string" ? value : String(value));

function knownKeys(error: ErrorObject): string[] {
  const properties: unknown = error.parentSchema?.properties;
  return typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
}

function describe(error: ErrorObject): Violation {
  const params: { readonly [name: string]: unknown } = error.params;
  const path = dotted(error.instancePath);
  switch (error.keyword) {
    case "required":
      return { path: dotted(error.instancePath, text(params.missingProperty)), message: "is required" };
    case "additionalProperties": {
      const key = text(params.additionalProperty);
      return {
        path: dotted(error.instancePath, key),
        message: `unknown key${didYouMean(key, knownKeys(error))}`,
      };
    }
    case "type": {
      const wanted = [params.type].flat().join(" or ");
      return { path, message: `must be ${wanted}, not ${typeName(error.data)}` };
    }
    case "enum": {
      const allowed = Array.isArray(params.allowedValues) ? params.allowedValues : [];
      return { path, message: `must be one of ${allowed.map((each) => JSON.stringify(each)).join(", ")}` };
    }
    case "const":
      return { path, message: `must be ${JSON.stringify(params.allowedValue)}` };
    case "anyOf":
    case "oneOf":
      return { path, message: "matches none of the allowed forms" };
    case "format":
      if (params.format === "instant") return { path, message: `is not a moment; write ${instantForms}` };
      return { path, message: error.message ?? "violates format" };
    case "false schema":
      return { path, message: "is not allowed" };
    default:
      return { path, message: error.message ?? `violates ${error.keyword}` };
  }
}

/** Errors of the branches of an alternative say what each of them wanted; the alternative's own error stands for them. */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const alternatives = errors.filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf");
  return errors.filter(
    (error) =>
      error.keyword !== "if" &&
      !alternatives.some((each) => each !== error && error.schemaPath.startsWith(`${each.schemaPath}/`)),
  );
}

/** What a schema check found, said for people. */
export function describeViolations(errors: readonly ErrorObject[]): Violation[] {
  return withoutBranches(errors).map(describe);
}
