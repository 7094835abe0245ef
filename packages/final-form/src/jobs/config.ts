import type { ConfigError, ConfiguredJob, JsonSchema } from "@lorchestra/jobs";

/** Configuration of a `final_form` job. */
export interface FinalFormConfig {
  readonly source: {
    /** Iglu reference of the canonical form responses. */
    readonly canonical_schema: string;
    /** Only this connection's; all connections' unless given. */
    readonly connection_name?: string;
  };
  readonly form: {
    /** `form_id` of a binding in the project's `bindings` folder. */
    readonly form_id: string;
    /** A version of the binding; its highest unless given. */
    readonly binding_version?: string;
    /** Measure ids; all that the binding has unless given. */
    readonly instruments?: readonly string[];
  };
  readonly options: {
    /** At most this many submissions a run. */
    readonly limit?: number;
  };
}

const text = (description: string) => ({ type: "string", minLength: 1, description });

/** JSON Schema of {@link FinalFormConfig}. */
export const configSchema: JsonSchema = {
  type: "object",
  required: ["source", "form"],
  properties: {
    source: {
      type: "object",
      required: ["canonical_schema"],
      properties: {
        canonical_schema: text("Iglu reference of the canonical form responses."),
        connection_name: text("Only the form responses of this connection."),
      },
    },
    form: {
      type: "object",
      required: ["form_id"],
      properties: {
        form_id: text("form_id of a binding in the project's bindings folder."),
        binding_version: text("A version of the binding. Default: the highest."),
        instruments: {
          type: "array",
          minItems: 1,
          uniqueItems: true,
          items: text("A measure id."),
          description: "Measures to score. Default: all of the binding.",
        },
      },
    },
    options: {
      type: "object",
      default: {},
      properties: {
        limit: { type: "integer", minimum: 1, description: "At most this many submissions a run." },
      },
    },
  },
};

function overlap(left: FinalFormConfig, right: FinalFormConfig): boolean {
  const connections = [left.source.connection_name, right.source.connection_name];
  return (
    left.form.form_id === right.form.form_id &&
    left.source.canonical_schema === right.source.canonical_schema &&
    (connections.includes(undefined) || connections[0] === connections[1])
  );
}

/** Two jobs that score the same submissions would each take away what the other one wrote. */
export function checkTogether(jobs: readonly ConfiguredJob<FinalFormConfig>[]): ConfigError[] {
  return jobs.flatMap((job, index) =>
    jobs
      .slice(0, index)
      .filter((other) => overlap(job.config, other.config))
      .map((other) => ({
        job: job.jobId,
        path: "form.form_id",
        message: `scores the same submissions as the job ${other.jobId}; make them one job with all instruments, or name a connection in each`,
      })),
  );
}
