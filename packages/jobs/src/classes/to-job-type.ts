import type { JobContext } from "../contract/context.ts";
import type { JobType } from "../contract/job-type.ts";
import { JobPackageError } from "../errors.ts";
import { asJobFunction, functionJobType } from "./registered-function.ts";

/** Names that job types may have. */
export const JOB_NAME = /^[a-z][a-z0-9_-]*$/;

type JobConstructor = new () => JobType<unknown>;

function isJobType(value: unknown): value is JobType<unknown> {
  if (typeof value !== "object" || value === null) return false;
  const schema: unknown = Reflect.get(value, "configSchema");
  return (
    typeof Reflect.get(value, "name") === "string" &&
    typeof Reflect.get(value, "execute") === "function" &&
    (typeof schema === "boolean" || (typeof schema === "object" && schema !== null))
  );
}

/** By structure, not by instanceof: the package may have another copy of this one. */
function isJobClass(value: unknown): value is JobConstructor {
  if (typeof value !== "function") return false;
  const prototype: unknown = Reflect.get(value, "prototype");
  return (
    typeof prototype === "object" &&
    prototype !== null &&
    typeof Reflect.get(prototype, "execute") === "function"
  );
}

function isClass(value: unknown): boolean {
  return typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));
}

function instantiate(JobClass: JobConstructor, owner: string): JobType<unknown> {
  let instance: unknown;
  try {
    instance = new JobClass();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new JobPackageError(`${owner} is a class that cannot be made without arguments: ${reason}`, {
      cause: error,
    });
  }
  if (isJobType(instance)) return instance;
  throw new JobPackageError(
    `${owner} is a class with execute, but its instances have no name or configSchema`,
  );
}

/** A class as a job type: one instance per run, the same for its `validate` and its `execute`. */
function classJobType(JobClass: JobConstructor, owner: string): JobType<unknown> {
  const model = instantiate(JobClass, owner);
  const instances = new WeakMap<JobContext, JobType<unknown>>();
  const instanceOf = (context: JobContext): JobType<unknown> => {
    const instance = instances.get(context) ?? instantiate(JobClass, owner);
    instances.set(context, instance);
    return instance;
  };
  return {
    name: model.name,
    configSchema: model.configSchema,
    ...(model.description === undefined ? {} : { description: model.description }),
    ...(model.required === undefined ? {} : { required: model.required }),
    ...(model.exclusive === undefined ? {} : { exclusive: model.exclusive }),
    validateConfig: (config, jobId) => model.validateConfig?.(config, jobId) ?? [],
    validateTogether: (jobs) => model.validateTogether?.(jobs) ?? [],
    runs: (config) => model.runs?.(config) ?? [],
    validate: async (context) => (await instanceOf(context).validate?.(context)) ?? [],
    execute: (context) => instanceOf(context).execute(context),
  };
}

/**
 * Makes a job type of whatever a package exports as a job: what `defineJob` gave, a class with the methods of `Job`,
 * or a function `(client, args)`. `name` is what the package registers it as; an object or class must have the same
 * name. Throws a {@link JobPackageError} that starts with `owner`.
 */
export function toJobType(value: unknown, name: string, owner = `job ${name}`): JobType<unknown> {
  if (!JOB_NAME.test(name))
    throw new JobPackageError(`${owner}: the name "${name}" must match ${JOB_NAME.source}`);
  let type: JobType<unknown>;
  if (isJobType(value)) type = value;
  else if (isJobClass(value)) type = classJobType(value, owner);
  else if (isClass(value)) throw new JobPackageError(`${owner} is a class without a method execute`);
  else type = functionJobType(asJobFunction(value, owner), name);
  if (type.name !== name) {
    throw new JobPackageError(`${owner} is registered as "${name}", but calls itself "${type.name}"`);
  }
  return type;
}
