import type { Host } from "./levels.ts";

/** Something wrong in a job's configuration, found before anything was connected. */
export interface ConfigError {
  /** Job id or job name. */
  readonly job: string;
  /** Dotted path into the configuration (`options.limit`), empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** Something wrong in the state of a system, found before anything was changed. */
export interface ValidationError {
  readonly job: string;
  readonly host: Host;
  readonly message: string;
}
