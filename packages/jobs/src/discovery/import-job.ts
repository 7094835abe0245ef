import { toJobType } from "../classes/to-job-type.ts";
import { nearNames } from "../config/suggest.ts";
import type { JobType } from "../contract/job-type.ts";
import { JobPackageError } from "../errors.ts";
import { descriptionOf, signatureOf } from "./describe-function.ts";
import { exportOf, importModule } from "./import-module.ts";
import type { JobRegistration } from "./registrations.ts";
import { resolveExport } from "./resolve-export.ts";

/** A registered job, imported. */
export interface ImportedJob {
  readonly type: JobType<unknown>;
  /** Absolute path of the module. */
  readonly location: string;
  /** Parameters of a registered function, as its source has them. */
  readonly signature?: string;
  readonly description?: string;
}

const isFunction = (value: unknown): value is (...args: never[]) => unknown => typeof value === "function";

function isPlainFunction(value: unknown): value is (...args: never[]) => unknown {
  if (!isFunction(value)) return false;
  const prototype: unknown = Reflect.get(value, "prototype");
  return typeof prototype !== "object" || prototype === null || !("execute" in prototype);
}

/**
 * Imports the module of a registered job and checks what it exports. Throws a {@link JobPackageError} that names the
 * package: no such subpath or export, a module that throws or does not finish importing, an export that is no job.
 */
export async function importJob(
  registration: JobRegistration,
  options: { readonly timeoutMs?: number } = {},
): Promise<ImportedJob> {
  const { packageName, packageFolder, subpath, exportName, namespace, job } = registration;
  const location = resolveExport(packageFolder, subpath);
  const module = await importModule(location, `${packageName} (${subpath})`, options.timeoutMs);
  const value = exportOf(module, exportName);
  if (value === undefined) {
    const near = nearNames(exportName, Object.keys(module));
    const hint = near.length > 0 ? `; it exports ${near.join(", ")}` : "";
    throw new JobPackageError(
      `${packageName} registers ${namespace}/${job} as ${subpath}#${exportName}, but ${location} has no export ${exportName}${hint}`,
    );
  }
  const type = toJobType(value, job, `${packageName} ${subpath}#${exportName}`);
  if (!isPlainFunction(value)) {
    return { type, location, ...(type.description === undefined ? {} : { description: type.description }) };
  }
  const signature = signatureOf(value);
  const description = descriptionOf(value, exportName, location);
  return {
    type,
    location,
    ...(signature === undefined ? {} : { signature }),
    ...(description === undefined ? {} : { description }),
  };
}
