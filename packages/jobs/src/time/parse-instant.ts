import { UsageError } from "../errors.ts";

const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?([Zz]|[+-]\d{2}:?\d{2})?)?$/;
const AGO = /^-(\d{1,6})([wdhm])$/;
const UNIT_MS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000 } as const;

/** The forms that {@link parseInstant} accepts, for messages. */
export const instantForms =
  "2026-08-01, 2026-08-01T09:30:00Z, 2026-08-01T09:30:00+02:00 (without a zone: UTC), or back from now: -7d, -12h, -30m, -2w";

function unitMs(unit: string | undefined): number {
  return unit === "w" || unit === "d" || unit === "h" || unit === "m" ? UNIT_MS[unit] : Number.NaN;
}

function parseIso(match: RegExpExecArray): Date {
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = match;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const milliseconds = fraction.padEnd(3, "0").slice(0, 3);
  // Date rolls the 31st of a short month over into the next; a date that does not survive the way back is not one.
  const whole = new Date(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(whole.getTime()) || whole.getUTCDate() !== Number(day)) return new Date(Number.NaN);
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${offset}`);
}

/** An invalid Date when the text is none of the forms, or a day or an hour that does not exist. */
function read(text: string, now: Date): Date {
  const ago = AGO.exec(text.trim());
  if (ago !== null) return new Date(now.getTime() - Number(ago[1]) * unitMs(ago[2]));
  const iso = DATE.exec(text.trim());
  return iso === null ? new Date(Number.NaN) : parseIso(iso);
}

/** Whether {@link parseInstant} would take it. Does not depend on the clock. */
export function isInstant(text: string): boolean {
  return !Number.isNaN(read(text, new Date(0)).getTime());
}

/**
 * A moment as a person types it for `--since` and `--until`, or writes it in a job spec: ISO 8601 (without a zone UTC)
 * or back from `now`. Throws a {@link UsageError} that shows the accepted forms.
 *
 * @example
 * parseInstant("-7d", new Date("2026-08-08T00:00:00Z")) // 2026-08-01T00:00:00.000Z
 */
export function parseInstant(text: string, now: Date): Date {
  const instant = read(text, now);
  if (Number.isNaN(instant.getTime())) {
    throw new UsageError(`"${text.slice(0, 60)}" is not a moment; write ${instantForms}`);
  }
  return instant;
}
