import { entriesOf, type Manifest } from "./read-manifest.ts";

/** One line of a package's `"lorchestra": {"jobs": ...}` field. */
export interface JobRegistration {
  readonly namespace: string;
  readonly job: string;
  /** Export subpath: `.`, `./jobs`. */
  readonly subpath: string;
  readonly exportName: string;
  readonly packageName: string;
  /** Real path of the package. */
  readonly packageFolder: string;
}

const NAME = /^[a-z][a-z0-9_-]*$/;
const TARGET = /^(\.(?:\/[^#]+)?)#([^#]+)$/;
const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The registrations of a package, and what is malformed about them. */
export function readRegistrations(manifest: Manifest): {
  readonly registrations: readonly JobRegistration[];
  readonly problems: readonly string[];
} {
  const registrations: JobRegistration[] = [];
  const problems: string[] = [];
  const field = manifest.content.lorchestra;
  const refuse = (what: string): unknown =>
    problems.push(`${manifest.name} (${manifest.folder}/package.json): lorchestra${what}`);

  const jobs = entriesOf(field).find(([key]) => key === "jobs")?.[1];
  if (field !== undefined && !isObject(field)) refuse(" must be an object");
  if (jobs !== undefined && !isObject(jobs)) refuse(".jobs must be an object of namespaces");
  for (const [namespace, group] of entriesOf(jobs)) {
    const named = NAME.test(namespace);
    if (!named) refuse(`.jobs: the namespace "${namespace}" must match ${NAME.source}`);
    if (!isObject(group)) refuse(`.jobs.${namespace} must be an object of jobs`);
    for (const [job, target] of entriesOf(group)) {
      const match = typeof target === "string" ? TARGET.exec(target) : null;
      const [, subpath, exportName] = match ?? [];
      if (!NAME.test(job)) refuse(`.jobs.${namespace}: the job "${job}" must match ${NAME.source}`);
      else if (subpath === undefined || exportName === undefined) {
        refuse(`.jobs.${namespace}.${job} must look like "./subpath#exportName"`);
      } else if (named) {
        const { name: packageName, folder: packageFolder } = manifest;
        registrations.push({ namespace, job, subpath, exportName, packageName, packageFolder });
      }
    }
  }
  return { registrations, problems };
}
