/**
 * A sign of life. Rendering prefers `percent`, then `current/total`, then `current`, then `heartbeat`.
 * `percent` is an integer 0..100; anything else is an error.
 */
export interface ProgressUpdate {
  readonly percent?: number;
  readonly current?: number;
  readonly total?: number;
  /** What is being worked on: a unit or a name, never a record's content. */
  readonly item?: string;
  readonly heartbeat?: boolean;
}
