/** Milliseconds of the first moment of the year 10000: from there on ISO text needs six digits for the year. */
const tooLate = 253_402_300_800_000;
const tooEarly = -62_135_596_800_000;

/** Milliseconds since 1970 as ISO 8601 UTC with milliseconds; null outside of the years 1 to 9999. */
export function isoTime(milliseconds: number): string | null {
  return milliseconds >= tooEarly && milliseconds < tooLate ? new Date(milliseconds).toISOString() : null;
}

/** Seconds since 1970 as ISO 8601 UTC with milliseconds; null for null and outside of the years 1 to 9999. */
export function isoTimeOfSeconds(seconds: number | null): string | null {
  return seconds === null ? null : isoTime(seconds * 1000);
}

const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:)(\d\d)((?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d))$/;

/**
 * RFC 3339 text as milliseconds since 1970; null when it is none, or has no zone: a time without one would mean
 * something else on every machine. Digits past the milliseconds are cut. A leap second is the second after it.
 */
export function millisecondsOfIso(text: string): number | null {
  const [, date = "", clock = "", second = "", rest = ""] = rfc3339.exec(text) ?? [];
  if (!isDate(date)) return null;
  const leap = second === "60";
  const time = Date.parse(`${date}T${clock}${leap ? "59" : second}${rest.toUpperCase()}`);
  if (Number.isNaN(time)) return null;
  return leap ? time + 1000 : time;
}

/** `Date` takes 30 February for 2 March. */
function isDate(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}

/** RFC 3339 text in any zone as ISO 8601 UTC with milliseconds; null when it is none. */
export function isoTimeOfText(text: string | null): string | null {
  const milliseconds = text === null ? null : millisecondsOfIso(text);
  return milliseconds === null ? null : isoTime(milliseconds);
}
