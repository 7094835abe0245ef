import type { JsonSchema } from "@lorchestra/jobs";
import {
  formatTransformReference,
  parseSchemaReference,
  parseTransformReference,
} from "../registry/references.ts";

/** What a spec of `canonize` says, defaults applied. */
export interface CanonizeConfig {
  readonly source: {
    readonly source_system: string;
    readonly object_type: string;
    /** All connections unless given. */
    readonly connection_name?: string;
  };
  readonly transform: FullTransform | ValidateOnlyTransform;
  readonly options?: { readonly limit?: number };
}

/** Makes canonical objects. */
export interface FullTransform {
  readonly mode: "full";
  readonly transform_ref: string;
  /** Said for the reader; must be what the transform takes. */
  readonly schema_in?: string;
  /** Said for the reader; must be what the transform gives. */
  readonly schema_out: string;
  /** What the keys of the canonical objects end in: the name of schema_out unless given. */
  readonly idem_key_suffix?: string;
}

/** Only checks the raw objects. */
export interface ValidateOnlyTransform {
  readonly mode: "validate_only";
  readonly schema_in: string;
  readonly transform_ref?: string;
  readonly schema_out?: string;
}

/** The part of the configuration that says which raw objects a job reads. */
export type CanonizeSource = CanonizeConfig["source"];

/** What the keys of a job's canonical objects end in. */
export function suffixOf(transform: FullTransform): string {
  return transform.idem_key_suffix ?? parseSchemaReference(transform.schema_out).name;
}

/** The one spelling of a transform reference (`1-0-0` and `1.0.0` are the same). */
export function sameSpelling(reference: string): string {
  return formatTransformReference(parseTransformReference(reference));
}

const name = (description: string) => ({ type: "string", minLength: 1, description });

/** JSON Schema of {@link CanonizeConfig}. */
export const configSchema: JsonSchema = {
  type: "object",
  additionalProperties: false,
  required: ["source", "transform"],
  properties: {
    source: {
      type: "object",
      additionalProperties: false,
      required: ["source_system", "object_type"],
      description: "Which raw objects.",
      properties: {
        source_system: name("As in raw_objects: files, stripe, google_forms ..."),
        object_type: name("As in raw_objects: email, invoice, form_response ..."),
        connection_name: name("Only this connection; all of them unless given."),
      },
    },
    transform: {
      type: "object",
      additionalProperties: false,
      properties: {
        mode: {
          enum: ["full", "validate_only"],
          default: "full",
          description: "full makes canonical objects; validate_only checks the raw ones against schema_in.",
        },
        transform_ref: name("category/name@version."),
        schema_in: name("Iglu reference of the schema of the raw objects; required for validate_only."),
        schema_out: name("Iglu reference of the canonical schema; required for full."),
        idem_key_suffix: {
          type: "string",
          pattern: "^[a-z][a-z0-9_-]{0,63}$",
          description: "What the keys of the canonical objects end in; the name of schema_out unless given.",
        },
      },
      if: { required: ["mode"], properties: { mode: { const: "validate_only" } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ["schema_in"], properties: { idem_key_suffix: false } },
      else: { required: ["transform_ref", "schema_out"] },
    },
    options: {
      type: "object",
      additionalProperties: false,
      properties: {
        limit: { type: "integer", minimum: 1, description: "At most this many objects a run." },
      },
    },
  },
};
