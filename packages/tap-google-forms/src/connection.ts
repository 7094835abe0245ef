import { createHttpClient, type HttpClient, type RetryOptions } from "@lorchestra/tap-kit";
import type { GoogleFormsTapConfig } from "./config.ts";
import { signIn } from "./sign-in.ts";

/** What tests change about a connection. */
export interface ConnectionOptions {
  readonly retry?: RetryOptions;
  readonly timeoutMs?: number;
}

/** Opens the API for one account; nothing is sent yet. */
export function createConnection(config: GoogleFormsTapConfig, options: ConnectionOptions = {}): HttpClient {
  return createHttpClient({
    baseUrl: config.base_url,
    ratePerSecond: config.requests_per_second,
    authorize: signIn(config),
    ...options,
  });
}
