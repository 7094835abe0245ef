/** Log levels, most verbose first. A floor shows its level and all that are more severe. */
export const LogLevel = {
  DEBUG: 0,
  FULL: 1,
  INFO: 2,
  WARNING: 3,
  ERROR: 4,
  CRITICAL: 5,
} as const;

/** Name of a log level. */
export type LogLevelName = keyof typeof LogLevel;

/** Which machine something relates to. A task job knows the source only; a target exists in a sync session. */
export type Host = "source" | "target";
