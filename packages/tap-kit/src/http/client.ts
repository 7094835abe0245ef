import type { Json } from "../stream.ts";
import { describe, parseBaseUrl, type Query, resolveLink } from "./address.ts";
import { type Attempt, attemptJson } from "./attempt.ts";
import { type Authorize, Credentials } from "./credentials.ts";
import { Pace } from "./pace.ts";
import { type RetryOptions, withRetries } from "./retry.ts";
import { SourceClock } from "./source-clock.ts";

/** What a client needs to know of a service. */
export interface HttpClientOptions {
  /** `https://api.example.com/v1`; plain http only on loopback. Nothing is ever sent to another origin. */
  readonly baseUrl: string;
  /** Sent with every request. */
  readonly headers?: { readonly [header: string]: string };
  /** Signs requests; see {@link Authorize}. */
  readonly authorize?: Authorize;
  /** At most so many requests start in a second, evenly spaced; may be less than 1. No limit unless given. */
  readonly ratePerSecond?: number;
  readonly retry?: RetryOptions;
  /** For one attempt, from connecting to the last byte; a slow drip ends with it. 60,000 unless given. */
  readonly timeoutMs?: number;
  /** Longest answer that is read, in bytes after decompression; 64 MiB unless given. */
  readonly maxResponseBytes?: number;
  /** Called before each wait for another attempt, for logs. */
  readonly onRetry?: (message: string) => void;
}

/** Reads JSON from one service. Safe to share between streams of one connection: the pace and the credentials are common. */
export interface HttpClient {
  /**
   * GETs JSON. `path` is relative to the base address (no leading slash), or a link that the service gave.
   * Integers past 2^53 come as strings; see `parseJson`.
   *
   * @throws HttpStatusError for 4xx, and for 5xx and 429 when the retries are used up
   * @throws RateLimitedError when `Retry-After` is further than the retry budget reaches
   * @throws SignInError when the credentials stay refused after one refresh
   * @throws NetworkError no connection, reset, time-out
   * @throws ResponseError not JSON, truncated, too large
   * @throws ForeignOriginError a link or redirect to another origin
   */
  getJson(path: string, query?: Query, signal?: AbortSignal): Promise<Json>;
  /**
   * The service's own time at its latest good answer; undefined before the first. A cursor in source time goes by it,
   * whatever this machine's clock says.
   */
  sourceTime(): Date | undefined;
}

/**
 * Makes a client. Connects to nothing yet.
 *
 * @example
 * const client = createHttpClient({
 *   baseUrl: "https://api.example.com/v1",
 *   authorize: async () => ({ authorization: `Bearer ${key}` }),
 *   ratePerSecond: 5,
 * });
 * const page = await client.getJson("invoices", { limit: 100 }, context.signal);
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const base = parseBaseUrl(options.baseUrl);
  const pace = new Pace(options.ratePerSecond);
  const credentials = new Credentials(options.authorize, base.host);
  const clock = new SourceClock();
  const common = {
    base,
    headers: { accept: "application/json", ...options.headers },
    timeoutMs: options.timeoutMs ?? 60_000,
    maxResponseBytes: options.maxResponseBytes ?? 64 * 1024 * 1024,
    fetch: clock.fetch,
  };
  return {
    sourceTime: () => clock.latest,
    async getJson(path, query, signal) {
      const url = resolveLink(base, path, query);
      const attempt: Attempt = { ...common, url, signal };
      return withRetries(
        { what: describe(url), host: base.host, pace, signal, onRetry: options.onRetry, ...options.retry },
        () => signedAttempt(attempt, credentials),
      );
    },
  };
}

/** One attempt; a 401 refreshes the credentials and tries once more. */
async function signedAttempt(attempt: Attempt, credentials: Credentials): Promise<Json> {
  const first = await credentials.headers();
  const answer = await attemptJson(attempt, first.headers);
  if (answer.kind === "json") return answer.value;
  await credentials.refresh(first.generation);
  const second = await credentials.headers();
  const again = await attemptJson(attempt, second.headers);
  if (again.kind === "json") return again.value;
  throw credentials.refused();
}
