import type { JsonSchema } from "@lorchestra/jobs";
import type { JsonObject } from "@lorchestra/warehouse";
import type { Allowance } from "../allowance.ts";

/** Where a job's records come from and go to: a job spec of type `ingest`. */
export interface IngestConfig {
  readonly source: {
    /** A name under `streams:` of the project; with `singer`, the stream of that tap. */
    readonly stream: string;
    readonly singer?: SingerConfig;
  };
  readonly sink: {
    readonly source_system: string;
    readonly connection_name: string;
    readonly object_type: string;
  };
  readonly options: {
    /** Go on from where the last run ended. */
    readonly auto_since: boolean;
    readonly since?: string;
    readonly until?: string;
    readonly limit?: number;
    readonly batch_size: number;
    /** How many quarantined records a run may have before it exits with 3. */
    readonly max_quarantined: Allowance;
  };
}

/** A Singer tap of any language. */
export interface SingerConfig {
  readonly command: string;
  readonly args: readonly string[];
  readonly config: JsonObject;
  /** A catalog file, relative to the project, for taps that read only what is selected. */
  readonly catalog?: string;
}

const name: JsonSchema = { type: "string", minLength: 1, maxLength: 200 };

/** Schema of {@link IngestConfig}. */
export const configSchema: JsonSchema = {
  type: "object",
  required: ["source", "sink"],
  properties: {
    source: {
      type: "object",
      required: ["stream"],
      properties: {
        stream: {
          ...name,
          description: "A name under streams: of the project; with singer, the tap's stream.",
        },
        singer: {
          type: "object",
          required: ["command"],
          properties: {
            command: { ...name, description: "The program." },
            args: { type: "array", items: { type: "string" }, default: [] },
            config: { type: "object", additionalProperties: true, default: {} },
            catalog: { ...name, description: "A catalog file, relative to the project." },
          },
        },
      },
    },
    sink: {
      type: "object",
      required: ["source_system", "connection_name", "object_type"],
      properties: {
        source_system: { ...name, description: "The service that the records come from." },
        connection_name: { ...name, description: "Which account of it." },
        object_type: { ...name, description: "What the records are." },
      },
    },
    options: {
      type: "object",
      default: {},
      properties: {
        auto_since: { type: "boolean", default: false, description: "Go on from where the last run ended." },
        since: {
          type: "string",
          format: "instant",
          description: "ISO 8601, or back from now: -7d, -12h, -30m, -2w.",
        },
        until: { type: "string", format: "instant", description: "As since." },
        limit: { type: "integer", minimum: 1 },
        batch_size: { type: "integer", minimum: 1, maximum: 100_000, default: 5000 },
        max_quarantined: {
          type: ["integer", "string"],
          minimum: 0,
          pattern: "^(100|[0-9]{1,2}(\\.[0-9]+)?)%$",
          default: 0,
          description: "Rows, or a share like 5%; more of them and the run exits with 3.",
        },
      },
    },
  },
};
