import { InterruptedError } from "../errors.ts";

/** What a cancelled job has to clean up in. */
export const CLEANUP_MS = 5_000;

/** What a cancelled run waits for. */
export interface CleanupLimit {
  readonly signal: AbortSignal;
  readonly cleanupMs?: number;
  /** Runs inside of this one, which have a limit of their own: they are waited for in any case. */
  readonly inner?: () => Promise<unknown>;
}

/**
 * Waits for work that may be cancelled. Once the signal aborts, the work has `cleanupMs` to end; then it is left
 * behind. Whatever it gives or throws after the abort, the outcome is an {@link InterruptedError}.
 */
export async function withCleanupLimit<T>(work: Promise<T>, limit: CleanupLimit): Promise<T> {
  const { signal, cleanupMs = CLEANUP_MS } = limit;
  const { promise: late, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    timer = setTimeout(async () => {
      await limit.inner?.();
      reject(new InterruptedError(`Interrupted; the job did not clean up within ${cleanupMs / 1000} s.`));
    }, cleanupMs);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    const result = await Promise.race([work, late]);
    if (signal.aborted) throw new InterruptedError();
    return result;
  } catch (error) {
    if (!signal.aborted || error instanceof InterruptedError) throw error;
    throw new InterruptedError();
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}
