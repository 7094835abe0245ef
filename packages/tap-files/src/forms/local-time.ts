/** A date and time as a person reads it off a wall, without a zone. */
export interface LocalTime {
  readonly year: number;
  /** 1..12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether Node knows a time zone (`Europe/Berlin`). */
export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US-u-ca-gregory-hc-h23", {
      timeZone: zone,
      ...{ year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    });
    formats.set(zone, format);
  }
  return format;
}

/** Milliseconds of a local time read as UTC; null when there is no such date or time. */
export function asUtc(local: LocalTime): number | null {
  const { year, month, day, hour, minute, second } = local;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const same =
    time.getUTCFullYear() === year && time.getUTCMonth() === month - 1 && time.getUTCDate() === day;
  return same ? time.getTime() : null;
}

/**
 * The moment of a local time in a zone, in milliseconds. An hour that happens twice (autumn) is the first one; one
 * that does not happen (spring) is read with the offset before the change, as calendars do.
 */
export function momentIn(zone: string, utc: number): number {
  const day = 86_400_000;
  const before = utc - offsetAt(zone, utc - day);
  const after = utc - offsetAt(zone, utc + day);
  const real = [before, after].filter((moment) => moment + offsetAt(zone, moment) === utc);
  return real.length === 0 ? before : Math.min(...real);
}

/** How far a zone is ahead of UTC at a moment, in milliseconds. */
function offsetAt(zone: string, moment: number): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  const local = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return local - Math.floor(moment / 1000) * 1000;
}
