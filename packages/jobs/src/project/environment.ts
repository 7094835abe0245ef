import type { Json } from "@lorchestra/warehouse";
import { ProjectError } from "../errors.ts";

/** Environment variables by name. Values are secrets until known otherwise: they are never printed. */
export type Environment = { readonly [name: string]: string | undefined };

/** Where references are resolved from, and what to call the place when one cannot be. */
export interface ReferenceSource {
  readonly environment: Environment;
  /** For messages: `lorchestra.yaml: streams.invoices.config.api_key`. */
  readonly where: string;
}

const REFERENCE = /\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?\})?/g;

/**
 * Replaces `${NAME}` and `${NAME:-default}`. A variable that is empty counts as not set, as a copied `.env.example`
 * leaves it. Throws a {@link ProjectError} that names the variable and the place.
 */
export function resolveReferences(value: string, { environment, where }: ReferenceSource): string {
  return value.replaceAll(REFERENCE, (_all, name: string | undefined, hasDefault, fallback = "") => {
    if (name === undefined) {
      throw new ProjectError(`${where}: a reference must look like \${NAME} or \${NAME:-default}`);
    }
    const found = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (found !== undefined && found !== "") return found;
    if (hasDefault !== undefined) return fallback;
    throw new ProjectError(
      `${where} needs the environment variable ${name}, which is not set; set it in the environment or in .env`,
    );
  });
}

/** {@link resolveReferences} for every string in a JSON value; `where` grows by the dotted path. */
export function resolveAllReferences(value: Json, source: ReferenceSource): Json {
  if (typeof value === "string") return resolveReferences(value, source);
  if (value === null || typeof value !== "object") return value;
  const at = (key: string | number): ReferenceSource => ({ ...source, where: `${source.where}.${key}` });
  if (Array.isArray(value)) return value.map((each, index) => resolveAllReferences(each, at(index)));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, resolveAllReferences(each, at(key))]),
  );
}
