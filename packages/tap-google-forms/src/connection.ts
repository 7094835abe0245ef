import { createHttpClient, type HttpClient, type RetryOptions } from "@lorchestra/tap-kit";
import type { GoogleFormsTapConfig } from "./config.ts";
import { signIn } from "./sign-in.ts";

/** What tests change about a connection. */
export interface ConnectionOptions {
  readonly retry?: RetryOptions;
  readonly timeoutMs?: number;
}

/** The API for one account. */
export interface Connection {
  readonly http: HttpClient;
  /** Google's time at its latest answer; undefined before the first. */
  sourceTime(): Date | undefined;
}

/** Opens a connection; nothing is sent yet. */
export function createConnection(config: GoogleFormsTapConfig, options: ConnectionOptions = {}): Connection {
  let latest: Date | undefined;
  const http = createHttpClient({
    baseUrl: config.base_url,
    ratePerSecond: config.requests_per_second,
    authorize: signIn(config),
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const date = Date.parse(response.headers.get("date") ?? "");
      if (response.ok && Number.isFinite(date)) latest = new Date(date);
      return response;
    },
    ...options,
  });
  return { http, sourceTime: () => latest };
}
