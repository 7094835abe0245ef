/** Something a tap could not do. `code` is stable; `retryable` says whether the same run may succeed later. */
export class TapError extends Error {
  override readonly name: string = "TapError";
  readonly code: string;
  readonly retryable: boolean;
  constructor(
    code: string,
    message: string,
    options: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** One thing wrong in a tap's configuration. */
export interface TapConfigProblem {
  /** Dotted path into the configuration (`accounts.0.user`), empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** The configuration does not fit the tap's schema. Values are never part of the message. */
export class TapConfigError extends TapError {
  override readonly name = "TapConfigError";
  readonly problems: readonly TapConfigProblem[];
  constructor(tap: string, problems: readonly TapConfigProblem[]) {
    const lines = problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
    super("tap_config", `The configuration of tap ${tap} is not valid: ${lines.join("; ")}.`);
    this.problems = problems;
  }
}

/** The tap has no stream of that name. */
export class UnknownStreamError extends TapError {
  override readonly name = "UnknownStreamError";
  constructor(message: string) {
    super("tap_unknown_stream", message);
  }
}

/** The service answered with a status that is neither success nor one of the cases below. */
export class HttpStatusError extends TapError {
  override readonly name = "HttpStatusError";
  readonly status: number;
  /** The service's own short code (`RESOURCE_EXHAUSTED`, `resource_missing`), when its answer has one. */
  readonly serviceCode: string | undefined;
  constructor(message: string, status: number, serviceCode: string | undefined) {
    super("http_status", message, { retryable: status === 408 || status === 429 || status >= 500 });
    this.status = status;
    this.serviceCode = serviceCode;
  }
}

/** The service asked to come back later than the retry budget allows to wait. */
export class RateLimitedError extends TapError {
  override readonly name = "RateLimitedError";
  readonly retryAt: Date;
  constructor(host: string, retryAt: Date) {
    super(
      "http_rate_limited",
      `${host} asks to send nothing before ${retryAt.toISOString()}. Run again after that.`,
      { retryable: true },
    );
    this.retryAt = retryAt;
  }
}

/** The credentials are refused, also after a refresh. */
export class SignInError extends TapError {
  override readonly name = "SignInError";
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super("sign_in_again", message, options);
  }
}

/** The service could not be reached, or the connection broke or took too long. */
export class NetworkError extends TapError {
  override readonly name = "NetworkError";
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super("network", message, { ...options, retryable: true });
  }
}

/** An answer that cannot be used: not JSON, truncated, too large. */
export class ResponseError extends TapError {
  override readonly name = "ResponseError";
  constructor(
    code: "response_not_json" | "response_too_large" | "response_redirect_loop",
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(code, message, { ...options, retryable: code === "response_not_json" });
  }
}

/** A link or a redirect that leads away from the configured service; credentials never follow it. */
export class ForeignOriginError extends TapError {
  override readonly name = "ForeignOriginError";
  constructor(message: string) {
    super("http_foreign_origin", message);
  }
}

/** The service gave a page token or link that it had given before. */
export class PageLoopError extends TapError {
  override readonly name = "PageLoopError";
  constructor(what: string) {
    super(
      "page_loop",
      `${what} gave the same next page twice; reading on would never end. Run again; if it stays, report it to the service.`,
      { retryable: true },
    );
  }
}

/** A text that is not JSON, or holds a number that no JSON reader can keep. */
export class JsonTextError extends TapError {
  override readonly name = "JsonTextError";
  constructor(code: "json_syntax" | "json_number", message: string) {
    super(code, message);
  }
}

/** A Singer command line, or a file that it names, that cannot be used. */
export class SingerUsageError extends TapError {
  override readonly name = "SingerUsageError";
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super("singer_usage", message, options);
  }
}

/** Whoever read the tap's messages went away (EPIPE), or its output failed. */
export class SingerOutputError extends TapError {
  override readonly name = "SingerOutputError";
  constructor(options: { readonly cause?: unknown } = {}) {
    super("singer_output", "The messages could not be written: the reader went away.", {
      ...options,
      retryable: true,
    });
  }
}
