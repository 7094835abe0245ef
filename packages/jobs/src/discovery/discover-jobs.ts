import { didYouMean } from "../config/suggest.ts";
import { DiscoveryError, UsageError } from "../errors.ts";
import { candidatePackages, type DiscoveryRoots } from "./candidates.ts";
import { importFromProject } from "./import-package.ts";
import { type JobRegistration, readRegistrations } from "./registrations.ts";

/** What installed packages register, and how the project sees packages. */
export interface Discovery {
  /** By namespace, then job. */
  readonly registrations: readonly JobRegistration[];
  /** Malformed registrations, one line each with its package. They are left out: one package cannot stop the others. */
  readonly problems: readonly string[];
  /** The job of a namespace. Throws a {@link UsageError} with near names. */
  find(namespace: string, job: string): JobRegistration;
  /** The job that a spec's `job_type` names. Throws when none has the name, or several namespaces have it. */
  resolveType(name: string): JobRegistration;
  /** Imports a package (or a module of the project, `./taps/mine.js`) as the project sees it, else as the app does. */
  importPackage(specifier: string): Promise<{ readonly [name: string]: unknown }>;
}

function duplicates(registrations: readonly JobRegistration[]): string[] {
  const seen = new Map<string, JobRegistration>();
  return registrations.flatMap((each) => {
    const id = `${each.namespace}/${each.job}`;
    const first = seen.get(id);
    seen.set(id, first ?? each);
    if (first === undefined) return [];
    return [
      `${id} is registered by both ${first.packageName} (${first.packageFolder}) and ` +
        `${each.packageName} (${each.packageFolder}); remove one of them`,
    ];
  });
}

function compare(a: JobRegistration, b: JobRegistration): number {
  const [left, right] = [`${a.namespace}/${a.job}`, `${b.namespace}/${b.job}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Finds the jobs that packages register in their package.json field
 * `"lorchestra": {"jobs": {namespace: {job: "./subpath#export"}}}`, without importing any of them. Looked at: the
 * project's own package.json, every node_modules from the project upward, the packages of its workspace, and the
 * dependencies of the package at `from`.
 *
 * Throws a {@link DiscoveryError} with all names that two packages claim; malformed fields are in `problems`.
 */
export async function discoverJobs(roots: DiscoveryRoots): Promise<Discovery> {
  const found = (await candidatePackages(roots, '"lorchestra"')).map(readRegistrations);
  const registrations = found.flatMap((each) => each.registrations);
  const problems = found.flatMap((each) => each.problems);
  const clashes = duplicates(registrations);
  if (clashes.length > 0) throw new DiscoveryError([...problems, ...clashes]);
  registrations.sort(compare);

  return {
    registrations,
    problems,
    find(namespace, job) {
      const group = registrations.filter((each) => each.namespace === namespace);
      const match = group.find((each) => each.job === job);
      if (match !== undefined) return match;
      if (group.length === 0) {
        const namespaces = new Set(registrations.map((each) => each.namespace));
        throw new UsageError(
          `no package registers the namespace "${namespace}"${didYouMean(namespace, namespaces)}`,
        );
      }
      const names = group.map((each) => each.job);
      throw new UsageError(`the namespace "${namespace}" has no job "${job}"${didYouMean(job, names)}`);
    },
    resolveType(name) {
      const [first, second] = registrations.filter((each) => each.job === name);
      if (first === undefined) {
        const names = new Set(registrations.map((each) => each.job));
        throw new UsageError(`no installed package has the job type "${name}"${didYouMean(name, names)}`);
      }
      if (second !== undefined) {
        throw new UsageError(
          `the job type "${name}" is in two namespaces: ${first.namespace} of ${first.packageName} and ` +
            `${second.namespace} of ${second.packageName}; remove one of the packages`,
        );
      }
      return first;
    },
    importPackage: (specifier) => importFromProject(specifier, roots),
  };
}
