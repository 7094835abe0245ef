import type { Problem } from "./errors.ts";

/** What a compiled schema says of a document. */
export type SchemaCheck<T> =
  | { readonly ok: true; readonly document: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Checks a document against a JSON Schema. ajv is loaded here and nowhere else, so that scoring never pays for it. */
export async function checkSchema<T>(schema: object, document: unknown): Promise<SchemaCheck<T>> {
  const { Ajv } = await import("ajv");
  const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile<T>(schema);
  if (validate(document)) return { ok: true, document };
  const problems = (validate.errors ?? []).map(({ instancePath, message, params, keyword }) => ({
    code: `schema_${keyword}`,
    path: instancePath.slice(1).replaceAll("/", "."),
    message: `It ${message ?? "is wrong"}${keyword === "additionalProperties" ? `: ${JSON.stringify(params.additionalProperty)}` : ""}.`,
  }));
  return { ok: false, problems };
}
