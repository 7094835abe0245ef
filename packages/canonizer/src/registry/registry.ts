import { distance } from "fastest-levenshtein";
import { InvalidEntryError, UnknownSchemaError, UnknownTransformError } from "../errors.ts";
import { builtInSchemas } from "./built-in-schemas.ts";
import { builtInTransforms } from "./built-in-transforms.ts";
import type { SchemaEntry, TransformEntry } from "./entries.ts";
import {
  compareSchemaReferences,
  compareTransformReferences,
  formatSchemaReference,
  formatTransformReference,
  parseSchemaReference,
  parseTransformReference,
} from "./references.ts";

/** Transforms and schemas by reference. Frozen once made: what a reference means does not change under a run. */
export interface Registry {
  /** The transform; `1.0.0` and `1-0-0` mean the same. Throws {@link UnknownTransformError} or {@link InvalidReferenceError}. */
  transform(reference: string): TransformEntry;
  /** The schema. Throws {@link UnknownSchemaError} or {@link InvalidReferenceError}. */
  schema(reference: string): SchemaEntry;
  /** All transforms by category, name and version, versions as numbers. */
  transforms(): readonly TransformEntry[];
  /** All schemas by vendor, name and version, versions as numbers. */
  schemas(): readonly SchemaEntry[];
}

/** What a project adds to the built-in registry. */
export interface RegistryAdditions {
  readonly transforms?: readonly TransformEntry[];
  readonly schemas?: readonly SchemaEntry[];
}

/**
 * The built-in transforms and schemas, and a project's own beside them. Nothing is read, loaded or compiled yet.
 * Throws an {@link InvalidEntryError} for a reference that is there twice, or a transform whose schemas are not there.
 *
 * @example
 * createRegistry().transforms().map((entry) => entry.meta.ref)
 */
export function createRegistry(additions: RegistryAdditions = {}): Registry {
  const transforms = index(
    [...builtInTransforms, ...(additions.transforms ?? [])],
    (entry) => entry.meta.ref,
    parseTransformReference,
    compareTransformReferences,
  );
  const schemas = index(
    [...builtInSchemas, ...(additions.schemas ?? [])],
    (entry) => entry.ref,
    parseSchemaReference,
    compareSchemaReferences,
  );
  for (const { meta } of transforms.values())
    for (const schema of [meta.from_schema, meta.to_schema])
      if (!schemas.has(schema))
        throw new InvalidEntryError(meta.ref, `its schema ${schema} is not in the registry`);
  return Object.freeze<Registry>({
    transform(reference) {
      const ref = formatTransformReference(parseTransformReference(reference));
      const entry = transforms.get(ref);
      if (entry === undefined) throw new UnknownTransformError(ref, near(ref, transforms.keys()));
      return entry;
    },
    schema(reference) {
      const ref = formatSchemaReference(parseSchemaReference(reference));
      const entry = schemas.get(ref);
      if (entry === undefined) throw new UnknownSchemaError(ref, near(ref, schemas.keys()));
      return entry;
    },
    transforms: () => [...transforms.values()],
    schemas: () => [...schemas.values()],
  });
}

function index<E, R>(
  entries: readonly E[],
  refOf: (entry: E) => string,
  parse: (ref: string) => R,
  compare: (a: R, b: R) => number,
): Map<string, E> {
  const byRef = new Map<string, E>();
  for (const entry of entries) {
    const ref = refOf(entry);
    if (byRef.has(ref))
      throw new InvalidEntryError(
        ref,
        "is in the registry twice; a version never changes, so give it a new one",
      );
    byRef.set(ref, entry);
  }
  return new Map([...byRef].sort(([a], [b]) => compare(parse(a), parse(b))));
}

/** The nearest name, and the second where it is about as near. */
function near(reference: string, known: Iterable<string>): string[] {
  const [nearest, second] = [...known]
    .map((name) => ({ name, distance: distance(reference, name) }))
    .filter((candidate) => candidate.distance <= reference.length / 3)
    .sort((a, b) => a.distance - b.distance);
  if (nearest === undefined) return [];
  const isNear = second !== undefined && second.distance <= nearest.distance + 2;
  return isNear ? [nearest.name, second.name] : [nearest.name];
}
