import { SandboxError } from "./errors.ts";

/** The sandbox's own time. It stands still until it is moved, so a run gives the same bytes on every day. */
export interface Clock {
  now(): Date;
  /** Whole seconds since 1970, as Stripe dates its objects. */
  seconds(): number;
  /** Moves forward by milliseconds. */
  advance(milliseconds: number): Date;
}

/** Where the history of the practice ends when nothing else is asked for. */
export const DEFAULT_NOW: Date = new Date("2026-03-02T17:00:00.000Z");

/** A clock that starts at a moment. */
export function createClock(start: Date): Clock {
  let milliseconds = start.getTime();
  if (!Number.isFinite(milliseconds)) {
    throw new SandboxError("invalid_request", "The sandbox's `now` is not a valid date.");
  }
  return {
    now: () => new Date(milliseconds),
    seconds: () => Math.floor(milliseconds / 1000),
    advance: (by) => {
      if (!Number.isFinite(by) || by < 0) {
        throw new SandboxError(
          "invalid_request",
          "The sandbox's clock only moves forward: give milliseconds >= 0.",
        );
      }
      milliseconds += by;
      return new Date(milliseconds);
    },
  };
}
