import { isoTime, millisecondsOfIso } from "./time.ts";

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Hours of the zones that RFC 5322 names; all other letters count as UTC, as it says. */
const namedZones: { readonly [zone: string]: number } = {
  EDT: -4,
  EST: -5,
  CDT: -5,
  CST: -6,
  MDT: -6,
  MST: -7,
  PDT: -7,
  PST: -8,
};

const shape =
  /^(?:[a-z]{3,9}\.?,?\s+)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?,?[\s-]+(\d{2,4})\s+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([+-]\d{4}|[a-z]{1,5})?(?:[+-]\d{4})?$/i;

/**
 * A date as mail headers write it (RFC 5322 with its obsolete forms, RFC 3339 as some programs do) as ISO 8601 UTC with
 * milliseconds; null when it is none. Without a zone it is UTC: `Date.parse` would take the machine's.
 */
export function mailDate(header: string): string | null {
  const date = withoutComments(header.slice(0, 500)).replaceAll(/\s+/g, " ").trim();
  const iso = millisecondsOfIso(date);
  if (iso !== null) return isoTime(iso);
  const match = shape.exec(date);
  if (match === null) return null;
  const [, day = "", month = "", year = "", hour = "", minute = "", second = "0", zone = ""] = match;
  const time = utc(fullYear(year), months.indexOf(month.toLowerCase()), Number(day), [
    Number(hour),
    Number(minute),
    Number(second),
  ]);
  const offset = zoneMinutes(zone);
  return time === null || offset === null ? null : isoTime(time - offset * 60_000);
}

/** Two digits are 1950 to 2049, three are counted from 1900 (RFC 5322, 4.3). */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return digits.length === 3 ? 1900 + year : year;
}

function utc(
  year: number,
  month: number,
  day: number,
  clock: readonly [number, number, number],
): number | null {
  const [hour, minute, second] = clock;
  if (month < 0 || hour > 23 || minute > 59 || second > 60) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  // 31 February would roll over into March.
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return null;
  return date.setUTCHours(hour, minute, second);
}

/** Minutes east of UTC; null for digits that no clock shows. */
function zoneMinutes(zone: string): number | null {
  const digits = /^([+-])(\d\d)(\d\d)$/.exec(zone);
  if (digits === null) return (namedZones[zone.toUpperCase()] ?? 0) * 60;
  const [, sign, hours = "", minutes = ""] = digits;
  if (Number(hours) > 23 || Number(minutes) > 59) return null;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** `(PDT)` and nested comments say nothing; one that is not closed runs to the end. */
function withoutComments(text: string): string {
  let depth = 0;
  let kept = "";
  for (const character of text) {
    if (character === "(") depth++;
    else if (character === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0) kept += character;
  }
  return kept;
}
