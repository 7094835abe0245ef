import type { ConfigError, JobContext, JobType } from "@lorchestra/jobs";
import { compileTemplate } from "../content/template.ts";
import { TemplateError } from "../errors.ts";
import { compilePathTemplate } from "../paths/path-template.ts";
import { fileRenderer } from "./files/file-renderer.ts";
import { type FrontMatterConfig, frontMatterEntry } from "./files/front-matter-template.ts";
import { projectFiles } from "./files/project-files.ts";
import { prepareQuery } from "./files/query.ts";

/** What a spec of `file_projection` says. */
export interface FileProjectionConfig {
  readonly source: { readonly sqlite_path: string; readonly query: string };
  readonly sink: {
    readonly base_path: string;
    readonly path_template: string;
    readonly content_template: string;
    readonly front_matter?: FrontMatterConfig;
  };
}

const text = (description: string) => ({ type: "string", minLength: 1, description });

/** Writes one Markdown file per row of a query over the SQLite copy. */
export const fileProjection: JobType<FileProjectionConfig> = {
  name: "file_projection",
  description:
    "Writes one file per row of a query over the SQLite copy, and removes files whose row is gone.",
  configSchema: {
    type: "object",
    additionalProperties: false,
    required: ["source", "sink"],
    properties: {
      source: {
        type: "object",
        additionalProperties: false,
        required: ["sqlite_path", "query"],
        properties: {
          sqlite_path: text("The SQLite file; relative to the project."),
          query: text("One SELECT, with a column record_id (or idem_key)."),
        },
      },
      sink: {
        type: "object",
        additionalProperties: false,
        required: ["base_path", "path_template", "content_template"],
        properties: {
          base_path: text("The folder; relative to the project."),
          path_template: text("Path of a row's file in it: {field} and Liquid."),
          content_template: { type: "string", description: "Body of the file: {field} and Liquid." },
          front_matter: {
            type: "object",
            description: "More front matter, or other values of the standard names; texts are templates.",
            propertyNames: { pattern: "^[a-z][a-z0-9_]*$" },
            additionalProperties: { type: ["string", "number", "boolean", "null"] },
          },
        },
      },
    },
  },
  validateConfig({ sink }, jobId) {
    const check = (path: string, read: () => unknown) => templateErrors(jobId, path, read);
    const frontMatter = Object.entries(sink.front_matter ?? {});
    return [
      ...check("sink.path_template", () => compilePathTemplate(sink.path_template, jobId)),
      ...check("sink.content_template", () => compileTemplate(sink.content_template, { job: jobId })),
      ...frontMatter.flatMap(([name, value]) =>
        check(`sink.front_matter.${name}`, () => frontMatterEntry(value, jobId)),
      ),
      ...frontMatter
        .filter(([name]) => name === "projected_at")
        .map(([name]) => ({
          job: jobId,
          path: `sink.front_matter.${name}`,
          message: "projected_at is written by itself.",
        })),
    ];
  },
  validateTogether(jobs) {
    const writers = Map.groupBy(jobs, ({ config: { sink } }) =>
      JSON.stringify([sink.base_path, sink.path_template]),
    );
    return [...writers.values()].flatMap(([first, ...others]) =>
      others.map(
        ({ jobId }): ConfigError => ({
          job: jobId,
          path: "sink.path_template",
          message: `The job ${first?.jobId} writes to the same paths.`,
        }),
      ),
    );
  },
  async execute(context) {
    await context.stage("file_projection", {}, () => project(context));
    return undefined;
  },
};

async function project(context: JobContext<FileProjectionConfig>) {
  const { source, sink } = context.config;
  const database = await context.files.database(source.sqlite_path, { readOnly: true });
  try {
    const query = prepareQuery(database, source.query);
    const render = fileRenderer(sink, query.columns, context.jobId);
    const folder = await context.files.folder(sink.base_path);
    // The rows are asked for more than once, and a sync in between must not change them.
    database.db.exec("BEGIN");
    return await projectFiles({ context, folder, rows: () => query.rows(), render });
  } finally {
    database.close();
  }
}

function templateErrors(job: string, path: string, read: () => unknown): ConfigError[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof TemplateError) return [{ job, path, message: error.message }];
    throw error;
  }
}
