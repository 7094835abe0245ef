import { InvalidReferenceError } from "../errors.ts";
import { compareVersions, parseVersion, type Version } from "./version.ts";

/** A reference to a transform, taken apart. */
export interface TransformReference {
  readonly category: string;
  readonly name: string;
  readonly version: Version;
}

/** A reference to a schema in an Iglu registry, taken apart: `iglu:<vendor>/<name>/jsonschema/<M-R-A>`. */
export interface SchemaReference {
  readonly vendor: string;
  readonly name: string;
  readonly version: Version;
}

const transformPattern = /^([a-z][a-z0-9_]{0,99})\/([a-z][a-z0-9_]{0,99})@([0-9.-]{5,32})$/;
const schemaPattern = /^iglu:([a-zA-Z0-9_.-]{1,100})\/([a-zA-Z0-9_-]{1,100})\/jsonschema\/([0-9.-]{5,32})$/;

/** Reads `category/name@1.0.0` (or `@1-0-0`). Throws an {@link InvalidReferenceError}. */
export function parseTransformReference(reference: string): TransformReference {
  const [, category, name, versionText = ""] = transformPattern.exec(reference) ?? [];
  const version = parseVersion(versionText);
  if (category === undefined || name === undefined || version === undefined)
    throw new InvalidReferenceError(reference, "category/name@1.0.0");
  return { category, name, version };
}

/** Reads `iglu:vendor/name/jsonschema/1-0-0` (or `1.0.0`). Throws an {@link InvalidReferenceError}. */
export function parseSchemaReference(reference: string): SchemaReference {
  const [, vendor, name, versionText = ""] = schemaPattern.exec(reference) ?? [];
  const version = parseVersion(versionText);
  if (vendor === undefined || name === undefined || version === undefined)
    throw new InvalidReferenceError(reference, "iglu:vendor/name/jsonschema/1-0-0");
  return { vendor, name, version };
}

/** The one way that a transform's reference is written in tables and messages: `category/name@1.0.0`. */
export function formatTransformReference({ category, name, version }: TransformReference): string {
  return `${category}/${name}@${version.join(".")}`;
}

/** The one way that a schema's reference is written: `iglu:vendor/name/jsonschema/1-0-0`. */
export function formatSchemaReference({ vendor, name, version }: SchemaReference): string {
  return `iglu:${vendor}/${name}/jsonschema/${version.join("-")}`;
}

/** Orders transforms by category and name, then from the oldest to the newest version. */
export function compareTransformReferences(a: TransformReference, b: TransformReference): number {
  return (
    compareText(a.category, b.category) ||
    compareText(a.name, b.name) ||
    compareVersions(a.version, b.version)
  );
}

/** Orders schemas by vendor and name, then from the oldest to the newest version. */
export function compareSchemaReferences(a: SchemaReference, b: SchemaReference): number {
  return (
    compareText(a.vendor, b.vendor) || compareText(a.name, b.name) || compareVersions(a.version, b.version)
  );
}

/** By code unit: a locale would make the order differ from machine to machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
