import pRetry from "p-retry";
import { RateLimitedError, TapError } from "../errors.ts";
import type { Pace } from "./pace.ts";
import { wait } from "./wait.ts";

/** How long a request is tried. */
export interface RetryOptions {
  /** Attempts after the first; 6 unless given. */
  readonly retries?: number;
  /** The first wait is random up to this, the next up to twice it, and so on (full jitter). 500 ms unless given. */
  readonly baseMs?: number;
  /** No wait of its own is longer than this; 30,000 ms unless given. */
  readonly maxWaitMs?: number;
  /** All waits of one request together, `Retry-After` included; 300,000 ms unless given. */
  readonly budgetMs?: number;
}

/** A failure for which the service said when to come back. Never leaves the client. */
export class RetryAfter extends Error {
  readonly failure: TapError;
  readonly at: Date;
  constructor(failure: TapError, at: Date) {
    super(failure.message);
    this.failure = failure;
    this.at = at;
  }
}

interface Retrying extends RetryOptions {
  readonly what: string;
  readonly host: string;
  readonly pace: Pace;
  readonly signal: AbortSignal | undefined;
  readonly onRetry: ((message: string) => void) | undefined;
}

/** Runs `work` until it succeeds, fails for good, or the budget is used up. Waits are ours: p-retry knows no full jitter. */
export async function withRetries<T>(options: Retrying, work: () => Promise<T>): Promise<T> {
  const { baseMs = 500, maxWaitMs = 30_000, budgetMs = 300_000, retries = 6 } = options;
  let left = budgetMs;
  const run = async (): Promise<T> => {
    await options.pace.turn(options.signal);
    return work();
  };
  try {
    return await pRetry(run, {
      retries,
      minTimeout: 0,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      shouldRetry: ({ error }) => isRetryable(error),
      onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
        if (!isRetryable(error)) return;
        const asked = error instanceof RetryAfter ? error.at.getTime() - Date.now() : 0;
        if (asked > left) throw new RateLimitedError(options.host, retryAtOf(error));
        if (retriesLeft === 0) return;
        const jittered = Math.random() * Math.min(maxWaitMs, baseMs * 2 ** (attemptNumber - 1));
        const pause = Math.max(asked, Math.min(jittered, left));
        left -= pause;
        if (asked > 0) options.pace.quiet(asked);
        options.onRetry?.(
          `${error.message} Attempt ${attemptNumber}; trying again in ${Math.round(pause)} ms.`,
        );
        await wait(pause, options.signal);
      },
    });
  } catch (error) {
    throw error instanceof RetryAfter ? error.failure : error;
  }
}

function isRetryable(error: unknown): error is TapError | RetryAfter {
  if (error instanceof RetryAfter) return true;
  return error instanceof TapError && error.retryable && !(error instanceof RateLimitedError);
}

function retryAtOf(error: TapError | RetryAfter): Date {
  return error instanceof RetryAfter ? error.at : new Date();
}
