import { createHttpClient, type HttpClient, type RetryOptions, SignInError } from "@lorchestra/tap-kit";
import type { StripeTapConfig } from "./config.ts";

/** The API version whose shapes the records have, whatever the account's own is. */
export const STRIPE_API_VERSION = "2026-10-28.endive";

/** What tests change about a connection. */
export interface ConnectionOptions {
  readonly retry?: RetryOptions;
  readonly timeoutMs?: number;
}

/** Opens one account, shared by its streams, so that pace and sign-in are common; nothing is sent yet. */
export function createConnection(config: StripeTapConfig, options: ConnectionOptions = {}): HttpClient {
  return createHttpClient({
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
    ...options,
  });
}
