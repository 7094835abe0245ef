import { createHttpClient, type HttpClient, type RetryOptions, SignInError } from "@lorchestra/tap-kit";
import type { StripeTapConfig } from "./config.ts";

/** The API version whose shapes the records have, whatever the account's own is. */
export const STRIPE_API_VERSION = "2026-10-28.endive";

/** What tests change about a connection. */
export interface ConnectionOptions {
  readonly retry?: RetryOptions;
  readonly timeoutMs?: number;
}

/** One account: shared by its streams, so that pace and sign-in are common. */
export interface Connection {
  readonly http: HttpClient;
  /** Stripe's time at its latest answer; undefined before the first. */
  sourceTime(): Date | undefined;
}

/** Opens a connection; nothing is sent yet. */
export function createConnection(config: StripeTapConfig, options: ConnectionOptions = {}): Connection {
  let latest: Date | undefined;
  const http = createHttpClient({
    baseUrl: config.base_url,
    headers: { "stripe-version": STRIPE_API_VERSION },
    ratePerSecond: config.requests_per_second,
    authorize: async (refresh) => {
      if (refresh) {
        throw new SignInError(
          "Stripe refuses the API key. Make a new restricted key and put it in the configuration.",
        );
      }
      return { authorization: `Bearer ${config.api_key}` };
    },
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
