/** A signal that aborts after `milliseconds`, or when `signal` does. `end` must be called: it frees the timer and the listener. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** True when the time ran out, as opposed to the caller's own abort. */
  expired(): boolean;
  end(): void;
}

/** Starts a deadline. `AbortSignal.any` is not used: on a long-lived signal its dependents pile up. */
export function startDeadline(milliseconds: number, signal: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let late = false;
  const onAbort = (): void => controller.abort(signal?.reason);
  const timer = setTimeout(() => {
    late = true;
    controller.abort(new Error("deadline"));
  }, milliseconds);
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    expired: () => late && signal?.aborted !== true,
    end() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    },
  };
}
