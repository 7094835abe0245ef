import type { JsonObject } from "@lorchestra/warehouse";

/** Where a project's folders lie when `paths:` does not say. */
export const DEFAULT_PATHS = {
  jobs: "jobs/definitions",
  bindings: "bindings",
  measures: "measures",
  canonizer: ".canonizer",
  queries: "queries",
} as const;

/** A folder that `paths:` may name. */
export type PathName = keyof typeof DEFAULT_PATHS;

const folder = (what: string, path: string): JsonObject => ({
  type: "string",
  minLength: 1,
  description: `${what} Default: ${path}`,
});

const stream: JsonObject = {
  type: "object",
  required: ["tap", "stream"],
  additionalProperties: false,
  properties: {
    tap: {
      type: "string",
      minLength: 1,
      description:
        "npm package of the tap, for example @lorchestra/tap-stripe, or a module of the project (./taps/mine.js).",
    },
    stream: { type: "string", minLength: 1, description: "Stream of the tap, for example customers." },
    config: {
      type: "object",
      default: {},
      description: `Configuration of the tap. Secrets come from the environment: \${STRIPE_API_KEY}.`,
    },
  },
};

/** JSON Schema (draft-07) of lorchestra.yaml; an editor that knows it completes and checks the file. */
export const projectSchema: JsonObject = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "lorchestra.yaml",
  description: "A lorchestra project: its warehouse, the streams it reads and where its files are.",
  type: "object",
  additionalProperties: false,
  properties: {
    warehouse: {
      type: "object",
      additionalProperties: false,
      default: {},
      description: "Where everything is kept.",
      properties: {
        driver: { enum: ["sqlite"], default: "sqlite", description: "sqlite: one file, no server." },
        path: {
          type: "string",
          minLength: 1,
          default: "./warehouse.db",
          description: "The SQLite file, relative to this file; ~ and environment references are resolved.",
        },
      },
    },
    streams: {
      type: "object",
      default: {},
      description: "The streams that ingest jobs name in source.stream.",
      propertyNames: { pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]*$" },
      additionalProperties: stream,
    },
    paths: {
      type: "object",
      additionalProperties: false,
      default: {},
      description: "Folders of the project, relative to this file.",
      properties: {
        jobs: folder("Job specs, <job_id>.json, in any folders below.", DEFAULT_PATHS.jobs),
        bindings: folder("Bindings of forms to measures.", DEFAULT_PATHS.bindings),
        measures: folder("Measures of the project's own.", DEFAULT_PATHS.measures),
        canonizer: folder("Transforms and schemas of the project's own.", DEFAULT_PATHS.canonizer),
        queries: folder("Named queries, <name>.sql.", DEFAULT_PATHS.queries),
      },
    },
  },
};
