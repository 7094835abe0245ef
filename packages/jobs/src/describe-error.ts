/** What an error says about itself, at two levels of trust. */
export interface DescribedError {
  /** Class name. */
  readonly type: string;
  readonly code: string;
  /** All of it: for the terminal and the log file of the person who runs the job. */
  readonly message: string;
  /** What may be stored in event_log: a typed error's own words; of others only the type. */
  readonly safeMessage: string;
  readonly retryable: boolean;
}

const MAX_MESSAGE = 2_000;

const shorten = (text: string): string => {
  const wellFormed = text.toWellFormed().replaceAll("\0", "");
  return wellFormed.length > MAX_MESSAGE ? `${wellFormed.slice(0, MAX_MESSAGE).toWellFormed()}…` : wellFormed;
};

const property = (value: object, name: string): unknown => Reflect.get(value, name);

/**
 * Reads an error of any origin. An error with a string `code` and a boolean `retryable` is one of ours (or keeps our
 * rules): its message holds no data. Anything else may quote a record, so its message stays out of `safeMessage`.
 */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error)) {
    const message = `A ${error === null ? "null" : typeof error} was thrown instead of an error.`;
    return { type: "unknown", code: "unknown", message, safeMessage: message, retryable: false };
  }
  const code = property(error, "code");
  const retryable = property(error, "retryable");
  const message = shorten(error.message === "" ? error.name : error.message);
  if (typeof code === "string" && typeof retryable === "boolean") {
    return { type: error.name, code, message, safeMessage: message, retryable };
  }
  return {
    type: error.name,
    code: typeof code === "string" ? code : "unknown",
    message,
    safeMessage: `The job failed with an unexpected ${error.name}; its message is in the log of the run.`,
    retryable: false,
  };
}
