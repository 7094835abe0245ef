/** What can go wrong with a request. */
export type FaultKind =
  /** An error status in the form of the service, with or without Retry-After (seconds, or a moment sent as an HTTP date). */
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: number | Date | string }
  /** Half of the body, then a TCP reset. */
  | { readonly kind: "reset" }
  /** 200 with JSON that stops in the middle, though the lengths agree. */
  | { readonly kind: "truncated" }
  /** 200 with a page of HTML. */
  | { readonly kind: "html" }
  /** The right answer, `bytes` at a time with a pause of `milliseconds` after each. */
  | { readonly kind: "drip"; readonly bytes: number; readonly milliseconds: number }
  /** No answer at all; the connection stays open. */
  | { readonly kind: "silence" }
  /** A list page without entries that says there are more. Google's goes on from the same place, Stripe's can't. */
  | { readonly kind: "empty_page" }
  /** The page of the same list that was answered last, again. */
  | { readonly kind: "repeat_page" };

/** A fault and which requests it meets. */
export type Fault = FaultKind & {
  /** Only requests whose path (without query) starts with this; default all but the control's own. */
  readonly path?: string;
  /** Lets this many matching requests through first; default 0. */
  readonly skip?: number;
  /** Then meets this many; default 1. */
  readonly times?: number;
};

/** The faults that are still to come, in the order in which they were added. */
export interface FaultScript {
  add(fault: Fault): void;
  clear(): void;
  /** The fault that meets this request, used up by the call. */
  take(path: string): FaultKind | undefined;
  /** How many requests are still to be met. */
  remaining(): number;
}

type Pending = { readonly fault: Fault; skip: number; times: number };

/** An empty script. */
export function createFaultScript(): FaultScript {
  let pending: Pending[] = [];
  return {
    add: (fault) => {
      pending.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 });
    },
    clear: () => {
      pending = [];
    },
    take: (path) => {
      for (const entry of pending) {
        if (!path.startsWith(entry.fault.path ?? "/")) continue;
        if (entry.skip > 0) {
          entry.skip--;
          continue;
        }
        entry.times--;
        pending = pending.filter((other) => other.times > 0);
        return entry.fault;
      }
      return undefined;
    },
    remaining: () => pending.reduce((sum, entry) => sum + entry.times, 0),
  };
}
