import type { ReadContext } from "../stream.ts";

/** Parts of a read context; what is undefined is left at its default. */
export type ReadContextOverrides = { readonly [K in keyof ReadContext]?: ReadContext[K] | undefined };

/**
 * A context for reading a stream in a test: no state, a fixed clock (2026-01-31T12:00:00Z), no abort, logs dropped.
 *
 * @example
 * stream.read(readContext({ state, limit: 10 }));
 */
export function readContext(overrides: ReadContextOverrides = {}): ReadContext {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  return {
    signal: new AbortController().signal,
    now: () => new Date("2026-01-31T12:00:00.000Z"),
    log: () => undefined,
    ...Object.fromEntries(given),
  };
}
