/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object: what a record is. */
export type JsonObject = { readonly [key: string]: Json };

/** JSON Schema draft-07. */
export type JsonSchema = JsonObject | boolean;

/**
 * What a stream yields, in order.
 * - `record`: an object as the source sent it.
 * - `delete`: the source no longer has the object; `key` holds the stream's key properties.
 * - `problem`: one record could not be read; the stream goes on. `reason` is a stable code, `detail` says more, without data of the record.
 * - `checkpoint`: everything before it is out; reading again from `state` gives what comes after (and may repeat a little).
 */
export type Message =
  | { readonly type: "record"; readonly record: JsonObject }
  | { readonly type: "delete"; readonly key: JsonObject }
  | { readonly type: "problem"; readonly key?: JsonObject; readonly reason: string; readonly detail?: string }
  | { readonly type: "checkpoint"; readonly state: Json };

/** What a read gets from whoever runs the tap. */
export interface ReadContext {
  /** State of the last checkpoint that was kept; undefined reads all. */
  readonly state?: Json;
  /** Only what the source dates at or after this moment. */
  readonly since?: Date;
  /** Only what the source dates before this moment. */
  readonly until?: Date;
  /** A hint that no more than this many records will be taken. */
  readonly limit?: number;
  /** Folder that relative paths in the configuration are relative to: the project. The current folder unless given. */
  readonly root?: string;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Talk for people and logs; never data of a record or a secret. */
  readonly log: (level: "debug" | "info" | "warning", message: string) => void;
}

/** One kind of records of a source. */
export interface Stream {
  readonly name: string;
  /** Properties that identify a record; the ingest job makes the idempotency key of them. */
  readonly keyProperties: readonly string[];
  readonly schema: JsonSchema;
  /** What the records are in the warehouse: `email`, `invoice`, `form_response`. */
  readonly objectType: string;
  read(context: ReadContext): AsyncIterable<Message>;
}

/** A tap: a source's streams, made from its configuration. */
export interface Tap<C = unknown> {
  /** Without the `tap-`: `stripe`. */
  readonly name: string;
  readonly description: string;
  /** Default of source_system in the warehouse. */
  readonly sourceSystem: string;
  readonly configSchema: JsonSchema;
  /** Streams for a configuration that is valid against the schema, defaults applied. Connects to nothing yet. */
  streams(config: C): readonly Stream[];
}

/** Declares a tap; a tap's package exports it as `tap`. */
export function defineTap<C>(tap: Tap<C>): Tap<C> {
  return tap;
}
