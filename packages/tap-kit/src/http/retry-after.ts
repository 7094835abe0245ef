/**
 * When a `Retry-After` header allows the next request: seconds or an HTTP date. Null when there is none or it says
 * nothing usable.
 */
export function parseRetryAfter(header: string | null, now: Date): Date | null {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) {
    // The last moment that a Date can hold, so that an absurd number still gives a date to tell.
    const at = Math.min(now.getTime() + Number(text) * 1000, 8.64e15);
    return new Date(at);
  }
  if (!/[a-z]{3}/i.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : new Date(at);
}
