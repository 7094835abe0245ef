import { UsageError } from "../errors.ts";

const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const AGO = /^-(\d{1,6})([wdhm])$/;
const UNIT_MS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000 } as const;
const FORMS =
  "2026-08-01, 2026-08-01T09:30:00Z, 2026-08-01T09:30:00+02:00 (without a zone: UTC), or back from now: -7d, -12h, -30m, -2w";

function unitMs(unit: string | undefined): number {
  return unit === "w" || unit === "d" || unit === "h" || unit === "m" ? UNIT_MS[unit] : Number.NaN;
}

function parseIso(match: RegExpExecArray): Date {
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = match;
  const offset = zone === "Z" || zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const milliseconds = fraction.padEnd(3, "0").slice(0, 3);
  // Date rolls the 31st of a short month over into the next; a date that does not survive the way back is not one.
  const whole = new Date(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(whole.getTime()) || whole.getUTCDate() !== Number(day)) return new Date(Number.NaN);
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${offset}`);
}

/**
 * A moment as a person types it for `--since` and `--until`: ISO 8601 (without a zone UTC) or back from `now`.
 * Throws a {@link UsageError} that shows the accepted forms.
 *
 * @example
 * parseInstant("-7d", new Date("2026-08-08T00:00:00Z")) // 2026-08-01T00:00:00.000Z
 */
export function parseInstant(text: string, now: Date): Date {
  const ago = AGO.exec(text.trim());
  const iso = DATE.exec(text.trim());
  let instant = new Date(Number.NaN);
  if (ago !== null) instant = new Date(now.getTime() - Number(ago[1]) * unitMs(ago[2]));
  else if (iso !== null) instant = parseIso(iso);
  if (Number.isNaN(instant.getTime())) {
    throw new UsageError(`"${text.slice(0, 60)}" is not a moment; write ${FORMS}`);
  }
  return instant;
}
