import { InvalidEntryError } from "../errors.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import {
  formatSchemaReference,
  formatTransformReference,
  parseSchemaReference,
  parseTransformReference,
} from "./references.ts";
import { parseVersion } from "./version.ts";

/**
 * Makes a canonical object of a raw one that is valid against the transform's from_schema; null when the record
 * rightly gives none. Pure: no clock, no files, no network, and the record is not changed. What it can't make
 * anything true of it refuses with a {@link TransformError}.
 */
export type Transform = (raw: JsonObject) => JsonObject | null | Promise<JsonObject | null>;

/** The content of a transform's `meta.json`. */
export interface TransformMeta {
  /** `category/name@1.0.0`. */
  readonly ref: string;
  readonly version: string;
  /** `module`: a function of this package. `jsonata`: an expression that a project wrote. */
  readonly engine: "module" | "jsonata";
  /** Iglu reference of what comes in. */
  readonly from_schema: string;
  /** Iglu reference of what comes out. */
  readonly to_schema: string;
  readonly status: "draft" | "stable" | "deprecated";
  readonly description: string;
  /** SHA-256 (hex) over all that decides the output: the source and what it imports from its package, and both schemas. */
  readonly sha256: string;
}

/** A transform in a registry. */
export interface TransformEntry {
  readonly meta: TransformMeta;
  /** Loads the code; called at most once per registry. Heavy libraries are paid for here. */
  readonly load: () => Promise<Transform>;
}

/** A schema in a registry. */
export interface SchemaEntry {
  /** `iglu:vendor/name/jsonschema/1-0-0`. */
  readonly ref: string;
  /** The self-describing JSON Schema (draft-07) as it is in its file. */
  readonly schema: JsonObject;
}

const engines = ["module", "jsonata"] as const;
const statuses = ["draft", "stable", "deprecated"] as const;

/** Checks the content of a `meta.json`. Throws an {@link InvalidEntryError} that names the field. */
export function parseTransformMeta(content: unknown): TransformMeta {
  if (!isJsonObject(content)) throw new InvalidEntryError("meta.json", "should hold an object");
  const text = (field: string): string => {
    const value = content[field];
    if (typeof value !== "string") throw new InvalidEntryError("meta.json", `${field} should be a text`);
    return value;
  };
  const reference = parseTransformReference(text("ref"));
  const ref = formatTransformReference(reference);
  const version = parseVersion(text("version"));
  const engine = engines.find((known) => known === content.engine);
  const status = statuses.find((known) => known === content.status);
  if (version?.join() !== reference.version.join())
    throw new InvalidEntryError(ref, "its version is not the one in its ref");
  if (engine === undefined) throw new InvalidEntryError(ref, `engine should be ${engines.join(" or ")}`);
  if (status === undefined) throw new InvalidEntryError(ref, `status should be ${statuses.join(" or ")}`);
  if (!/^[0-9a-f]{64}$/.test(text("sha256")))
    throw new InvalidEntryError(ref, "sha256 should be 64 hex digits");
  return {
    ref,
    version: version.join("."),
    engine,
    from_schema: formatSchemaReference(parseSchemaReference(text("from_schema"))),
    to_schema: formatSchemaReference(parseSchemaReference(text("to_schema"))),
    status,
    description: text("description"),
    sha256: text("sha256"),
  };
}

/** Reads a self-describing schema; its reference comes from its `self` member. Throws an {@link InvalidEntryError}. */
export function parseSchemaEntry(content: unknown): SchemaEntry {
  const self = isJsonObject(content) ? content.self : undefined;
  if (!isJsonObject(content) || !isJsonObject(self))
    throw new InvalidEntryError(
      "schema",
      "should be an object with a self member: vendor, name, format, version",
    );
  const { vendor, name, format, version } = self;
  const ref = `iglu:${vendor}/${name}/${format}/${version}`;
  return { ref: formatSchemaReference(parseSchemaReference(ref)), schema: content };
}
