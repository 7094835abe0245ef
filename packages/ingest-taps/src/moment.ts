import { IngestError } from "./errors.ts";

const units = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000 } as const;
const relative = /^-(\d{1,6})([wdhm])$/;
const absolute =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * A moment as job specs write it: ISO 8601, without a zone UTC (`2026-01-31`, `2026-01-31T09:15:00+01:00`), or back
 * from now (`-7d`, `-12h`, `-30m`, `-2w`).
 *
 * @throws IngestError `moment`, showing the accepted forms
 *
 * @example
 * parseMoment("-7d", new Date("2026-01-31T00:00:00Z")); // 2026-01-24T00:00:00.000Z
 */
export function parseMoment(text: string, now: Date): Date {
  const back = relative.exec(text.trim());
  const date = back === null ? parseAbsolute(text.trim()) : backFrom(now, back);
  if (date !== null && !Number.isNaN(date.getTime())) return date;
  throw new IngestError(
    "moment",
    `${JSON.stringify(text.slice(0, 60))} is no moment. Write 2026-01-31, 2026-01-31T09:15:00Z, 2026-01-31T09:15:00+01:00, or back from now -7d, -12h, -30m, -2w.`,
  );
}

function backFrom(now: Date, match: RegExpExecArray): Date {
  const unit = Object.entries(units).find(([name]) => name === match[2])?.[1] ?? Number.NaN;
  return new Date(now.getTime() - Number(match[1]) * unit);
}

function parseAbsolute(text: string): Date | null {
  const match = absolute.exec(text);
  if (match === null) return null;
  const [
    ,
    year = "",
    month = "",
    day = "",
    hour = "00",
    minute = "00",
    second = "00",
    fraction = "",
    zone = "Z",
  ] = match;
  const offset =
    zone.toUpperCase() === "Z" || zone.includes(":")
      ? zone.toUpperCase()
      : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const milliseconds = fraction.padEnd(3, "0").slice(0, 3);
  // Date would read the 30th of February as the 2nd of March.
  if (new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDate() !== Number(day)) return null;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${offset}`);
}
