export { type CanonizeResult, canonize } from "./canonize.ts";
export {
  CanonizerError,
  InvalidEntryError,
  InvalidReferenceError,
  TransformError,
  UnknownSchemaError,
  UnknownTransformError,
} from "./errors.ts";
export type { Json, JsonObject } from "./json.ts";
export {
  parseSchemaEntry,
  parseTransformMeta,
  type SchemaEntry,
  type Transform,
  type TransformEntry,
  type TransformMeta,
} from "./registry/entries.ts";
export {
  formatSchemaReference,
  formatTransformReference,
  parseSchemaReference,
  parseTransformReference,
  type SchemaReference,
  type TransformReference,
} from "./registry/references.ts";
export { createRegistry, type Registry, type RegistryAdditions } from "./registry/registry.ts";
export { compareVersions, parseVersion, type Version } from "./registry/version.ts";
export { type ValidationResult, validate } from "./validate.ts";
export type { RecordError } from "./validator.ts";
