import { pathToFileURL } from "node:url";
import { JobPackageError } from "../errors.ts";

/** Longer than the heaviest package takes; a top-level await that never ends must not hang a run. */
export const IMPORT_TIMEOUT_MS = 30_000;

const isNamespace = (value: unknown): value is { readonly [name: string]: unknown } =>
  (typeof value === "object" || typeof value === "function") && value !== null;

/**
 * Imports a file. `what` names it in messages (`@acme/jobs (./jobs)`). Throws a {@link JobPackageError} when the
 * module throws, or does not finish in time.
 */
export async function importModule(
  file: string,
  what: string,
  timeoutMs = IMPORT_TIMEOUT_MS,
): Promise<{ readonly [name: string]: unknown }> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      reject(new JobPackageError(`${what} did not finish importing within ${timeoutMs / 1000} s: ${file}`)),
    timeoutMs,
  );
  try {
    const module: unknown = await Promise.race([import(pathToFileURL(file).href), late]);
    return isNamespace(module) ? module : {};
  } catch (error) {
    if (error instanceof JobPackageError) throw error;
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new JobPackageError(`importing ${what} failed: ${reason} (${file})`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** An export by name; of a CommonJS module also a property of what it exports. Undefined when there is none. */
export function exportOf(module: { readonly [name: string]: unknown }, name: string): unknown {
  if (Object.hasOwn(module, name)) return module[name];
  const whole = module.default;
  return isNamespace(whole) && Object.hasOwn(whole, name) ? whole[name] : undefined;
}
