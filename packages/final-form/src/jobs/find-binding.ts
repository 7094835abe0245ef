import { type Binding, isOfForm } from "../binding.ts";
import { BindingError } from "../errors.ts";
import { loadBinding } from "../load-binding.ts";
import type { Measure } from "../measure.ts";
import { compareVersions, parseVersion, type Version } from "../version.ts";
import { type JsonFile, readJsonFiles } from "./read-json-files.ts";

/** Which binding a job asks for. */
export interface BindingRequest {
  readonly formId: string;
  /** The highest unless given. */
  readonly version?: string | undefined;
}

interface Candidate {
  readonly file: JsonFile;
  readonly version: Version;
}

/** A property of a parsed document of whatever kind. */
function property(document: unknown, name: string): unknown {
  return typeof document === "object" && document !== null && Object.hasOwn(document, name)
    ? Reflect.get(document, name)
    : undefined;
}

/** The files `<form_id>*.json` that are bindings of the form, whatever else they hold. */
function candidates(files: readonly JsonFile[], formId: string): Candidate[] {
  return files
    .filter(({ name }) => (name.split(/[\\/]/u).at(-1) ?? "").startsWith(formId))
    .flatMap((file) => {
      if (file.document === undefined) throw new BindingError(`The binding ${file.path} is not JSON.`);
      if (property(file.document, "form_id") !== formId) return [];
      const text = property(file.document, "version");
      const version = typeof text === "string" ? parseVersion(text) : undefined;
      if (version === undefined)
        throw new BindingError(`The binding ${file.path} needs a version of three numbers, like "1.0.0".`);
      return [{ file, version }];
    })
    .sort((left, right) => compareVersions(right.version, left.version));
}

function choose(found: readonly Candidate[], folder: string, { formId, version }: BindingRequest): JsonFile {
  const named = (candidate: Candidate) => version === undefined || candidate.version.join(".") === version;
  const [chosen, next] = found.filter(named);
  if (chosen === undefined) {
    const versions = found.map((candidate) => candidate.version.join("."));
    throw new BindingError(
      found.length === 0
        ? `No binding for the form ${formId} in ${folder}: it needs a file ${formId}*.json with "form_id": "${formId}".`
        : `The form ${formId} has no binding of version ${version}. There are: ${versions.join(", ")}.`,
    );
  }
  if (next !== undefined && compareVersions(chosen.version, next.version) === 0)
    throw new BindingError(
      `${chosen.file.path} and ${next.file.path} are the same version of the binding of ${formId}. Remove one.`,
    );
  return chosen.file;
}

/** A source's form that two bindings claim would be scored twice under one key. */
function refuseClaimedTwice(binding: Binding, files: readonly JsonFile[]): void {
  for (const { path, document } of files) {
    const formId = property(document, "form_id");
    if (typeof formId !== "string" || formId === binding.form_id) continue;
    const also = property(document, "source_form_ids");
    const claimed: readonly unknown[] = [formId, ...(Array.isArray(also) ? also : [])];
    const twice = claimed.find((id) => typeof id === "string" && isOfForm(binding, id));
    if (twice !== undefined)
      throw new BindingError(
        `The binding ${binding.binding_id} and ${path} both claim the submissions of ${String(twice)}. Take it out of one of them.`,
      );
  }
}

/**
 * The binding that a job asks for, read from the project's folder and proved sound.
 *
 * @throws BindingError that says what is missing or wrong, and in which file.
 */
export async function findBinding(
  folder: string | undefined,
  request: BindingRequest,
  measures: readonly Measure[],
): Promise<Binding> {
  if (folder === undefined)
    throw new BindingError(
      `The project has no folder bindings, so the form ${request.formId} has no binding. Make it, or name it under paths in lorchestra.yaml.`,
    );
  const files = await readJsonFiles(folder);
  const file = choose(candidates(files, request.formId), folder, request);
  const binding = await loadBinding(file.document, { name: file.path, measures });
  refuseClaimedTwice(binding, files);
  return binding;
}
