import type { ConfigError, ConfiguredJob } from "@lorchestra/jobs";
import { CanonizerError } from "../errors.ts";
import { formatSchemaReference, parseSchemaReference } from "../registry/references.ts";
import type { Registry } from "../registry/registry.ts";
import { type CanonizeConfig, type CanonizeSource, sameSpelling, suffixOf } from "./config.ts";

type Problem = Omit<ConfigError, "job">;

/** Checks that the references exist and belong together. Messages name what is near. */
export function checkReferences(config: CanonizeConfig, registry: Registry): Problem[] {
  const { transform } = config;
  const problems: Problem[] = [];
  const look = <T>(path: string, find: () => T): T | undefined => {
    try {
      return find();
    } catch (error) {
      if (!(error instanceof CanonizerError)) throw error;
      problems.push({ path, message: error.message });
      return undefined;
    }
  };
  for (const field of ["schema_in", "schema_out"] as const) {
    const reference = transform[field];
    if (reference !== undefined) look(`transform.${field}`, () => registry.schema(reference));
  }
  const { transform_ref } = transform;
  const meta =
    transform_ref === undefined
      ? undefined
      : look("transform.transform_ref", () => registry.transform(transform_ref))?.meta;
  if (problems.length > 0 || meta === undefined) return problems;
  const mismatch = (field: "schema_in" | "schema_out", verb: string, actual: string): Problem[] => {
    const said = transform[field];
    return said === undefined || formatSchemaReference(parseSchemaReference(said)) === actual
      ? []
      : [{ path: `transform.${field}`, message: `${meta.ref} ${verb} ${actual}, not ${said}` }];
  };
  return [
    ...mismatch("schema_in", "takes", meta.from_schema),
    ...mismatch("schema_out", "gives", meta.to_schema),
  ];
}

/** Two jobs that would write the same keys from different transforms undo each other's work on every run. */
export function checkSuffixes(jobs: readonly ConfiguredJob<CanonizeConfig>[]): ConfigError[] {
  const writers = jobs.flatMap(writerOf);
  return writers.flatMap((writer, index) => {
    const other = writers
      .slice(0, index)
      .find(
        (earlier) =>
          earlier.suffix === writer.suffix &&
          earlier.ref !== writer.ref &&
          overlap(earlier.source, writer.source),
      );
    if (other === undefined) return [];
    const message = `the job ${other.jobId} writes canonical objects with the suffix "${writer.suffix}" from the same source with ${other.ref}; give one of them another idem_key_suffix`;
    return [{ job: writer.jobId, path: "transform.idem_key_suffix", message }];
  });
}

/** Nothing for a job that writes none, or whose references can't be read: {@link checkReferences} says so. */
function writerOf({ jobId, config: { source, transform } }: ConfiguredJob<CanonizeConfig>) {
  if (transform.mode !== "full") return [];
  try {
    return [{ jobId, source, suffix: suffixOf(transform), ref: sameSpelling(transform.transform_ref) }];
  } catch (error) {
    if (error instanceof CanonizerError) return [];
    throw error;
  }
}

function overlap(a: CanonizeSource, b: CanonizeSource): boolean {
  return (
    a.source_system === b.source_system &&
    a.object_type === b.object_type &&
    (a.connection_name === undefined ||
      b.connection_name === undefined ||
      a.connection_name === b.connection_name)
  );
}
