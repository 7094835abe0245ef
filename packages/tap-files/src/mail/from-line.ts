const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `From sender Tue Jan 30 09:15:30 +0000 2024`: asctime, with a zone before or after the year, or none. */
const pattern =
  /^From (?:.* )?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +(\d{1,2}),? +(\d{1,2}):(\d{2})(?::(\d{2}))?(?: +([+-]\d{4}|[A-Z]{1,5}))?(?: +[A-Z]{1,5})? +(\d{4})(?: +([+-]\d{4}|[A-Z]{1,5}))?(?: remote from .*)?\s*$/;

/** Whether a line looks like the separator of an mbox. */
export function isFromLine(line: Uint8Array): boolean {
  if (line.length > 1024) return false;
  return pattern.test(Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString("latin1"));
}

/** Whether a line can begin a message: a header field, or a quoted separator that some programs leave there. */
export function isHeaderLine(line: Uint8Array): boolean {
  const text = Buffer.from(line.buffer, line.byteOffset, Math.min(line.byteLength, 256)).toString("latin1");
  return /^(?:[!-9;-~]+[ \t]*:|>From )/.test(text);
}

/**
 * The moment of a From_ line as ISO 8601 UTC, null when it has none that can be relied on: no such date, or a zone
 * that is a name other than UTC and GMT. Without a zone it is UTC (RFC 4155).
 */
export function fromLineDate(line: string): string | null {
  const match = pattern.exec(line);
  if (match === null) return null;
  const [, month = "", day, hour, minute, second = "0", before, year, after] = match;
  const offset = zoneMinutes(before ?? after ?? "UTC");
  const parts = [
    Number(year),
    months.indexOf(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  ];
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts;
  const time = new Date(0);
  time.setUTCFullYear(y, mo, d);
  if (offset === null || time.getUTCDate() !== d || h > 23 || mi > 59 || s > 60) return null;
  time.setUTCHours(h, mi - offset, s);
  const text = time.toISOString();
  // Beyond the year 9999 there is a sign, which few readers of dates know.
  return text.length === 24 ? text : null;
}

function zoneMinutes(zone: string): number | null {
  if (zone === "UTC" || zone === "GMT" || zone === "Z") return 0;
  const match = /^([+-])(\d{2})(\d{2})$/.exec(zone);
  if (match === null) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === "-" ? -minutes : minutes;
}
