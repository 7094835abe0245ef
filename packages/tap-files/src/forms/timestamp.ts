import { FormExportError } from "../errors.ts";
import { asUtc, momentIn } from "./local-time.ts";

/** How the timestamps of an export are to be read where they do not say. */
export interface TimestampOptions {
  /** Order of day and month in dates that do not begin with the year. */
  readonly dateOrder: "mdy" | "dmy" | undefined;
  /** IANA name of the zone of timestamps that name none. */
  readonly timeZone: string | undefined;
}

const pattern =
  /^(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})[ ,T]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?: ?(am|pm|a\.m\.|p\.m\.|vorm\.|nachm\.))?(?: ?(\S.*))?$/i;

/** Zones as Google writes them, in minutes ahead of UTC; other names are refused, because several zones share them. */
const zones = new Map<string, number>([
  ...(["UTC", "GMT", "Z"] as const).map((name): [string, number] => [name, 0]),
  ...(["EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"] as const).map(
    (name, index): [string, number] => [
      name,
      // RFC 2822: EST is 5 hours behind, each standard zone one more, daylight time one less.
      -60 * (5 + Math.floor(index / 2) - (index % 2)),
    ],
  ),
  ...(["CET", "MEZ"] as const).map((name): [string, number] => [name, 60]),
  ...(["CEST", "MESZ"] as const).map((name): [string, number] => [name, 120]),
]);

/**
 * The moment of a form export's timestamp as ISO 8601 UTC: `2026/01/31 9:15:30 AM GMT+1`, `1/31/2026 9:15:30`,
 * `31.01.2026 09:15:30`, `2026-01-31 09:15:30`. Null when the text is no such thing.
 *
 * @throws FormExportError when a setting is needed to tell day from month, or the time zone
 */
export function parseTimestamp(text: string, options: TimestampOptions): string | null {
  // Google writes narrow no-break spaces before AM and PM in some languages.
  const match = pattern.exec(text.replace(/[\u00a0\u202f]/g, " ").trim());
  if (match === null) return null;
  const [, a = "", separator = "", b = "", c = "", hour = "", minute = "", second = "0", half, zone] = match;
  const date = dateOf(a, b, c, separator, options.dateOrder);
  const local = date && {
    ...date,
    hour: hourOf(Number(hour), half),
    minute: Number(minute),
    second: Number(second),
  };
  const utc = local === null ? null : asUtc(local);
  const moment = utc === null ? null : inZone(utc, zone, options.timeZone);
  return moment === null ? null : new Date(moment).toISOString();
}

function dateOf(
  a: string,
  b: string,
  c: string,
  separator: string,
  order: TimestampOptions["dateOrder"],
): { year: number; month: number; day: number } | null {
  if (a.length === 4) return c.length > 2 ? null : { year: Number(a), month: Number(b), day: Number(c) };
  if (c.length !== 4 || a.length > 2) return null;
  const dayFirst = separator === "." || order === "dmy";
  if (!dayFirst && order === undefined) {
    throw new FormExportError(
      "date_order",
      'date_order: the timestamps of the export do not begin with the year. Set date_order to "mdy" (1/31/2026) or "dmy" (31/1/2026).',
    );
  }
  const [day, month] = dayFirst ? [a, b] : [b, a];
  return { year: Number(c), month: Number(month), day: Number(day) };
}

/** 99, which is no hour, for 13 PM and the like. */
function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return 99;
  return (hour % 12) + (/^(p|n)/i.test(half) ? 12 : 0);
}

function inZone(utc: number, zone: string | undefined, timeZone: string | undefined): number | null {
  if (zone !== undefined) {
    const offset = /^(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(zone);
    if (offset !== null) {
      const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
      return minutes > 14 * 60 ? null : utc - (offset[1] === "-" ? -minutes : minutes) * 60_000;
    }
    const named = zones.get(zone.toUpperCase());
    return named === undefined ? null : utc - named * 60_000;
  }
  if (timeZone === undefined) {
    throw new FormExportError(
      "time_zone",
      "time_zone: the timestamps of the export name no time zone. Set time_zone to the form owner's, like Europe/Berlin.",
    );
  }
  return momentIn(timeZone, utc);
}
