import { wait } from "./wait.ts";

/**
 * When a client may send: at most so many requests a second, evenly spaced, and none while the service asked for
 * quiet. Counted on the monotonic clock, so that a clock that is set back does not stop the tap.
 */
export class Pace {
  readonly #gap: number;
  #next = 0;
  #quietUntil = 0;

  /** `ratePerSecond` undefined: as fast as requests come. */
  constructor(ratePerSecond: number | undefined) {
    if (ratePerSecond !== undefined && !(ratePerSecond > 0)) {
      throw new RangeError("ratePerSecond must be more than 0");
    }
    this.#gap = ratePerSecond === undefined ? 0 : 1000 / ratePerSecond;
  }

  /** Resolves when the next request may be sent. */
  async turn(signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      const quiet = this.#quietUntil - performance.now();
      if (quiet <= 0) break;
      await wait(quiet, signal);
    }
    const now = performance.now();
    const at = Math.max(now, this.#next);
    this.#next = at + this.#gap;
    await wait(at - now, signal);
  }

  /** Nothing more is sent for so long, by anyone who shares this pace. */
  quiet(milliseconds: number): void {
    this.#quietUntil = Math.max(this.#quietUntil, performance.now() + milliseconds);
  }
}
