const RFC3339_UTC = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;

/**
 * A time of the API as text that sorts by time: `2026-03-02T17:00:00.000000000Z`. Google writes none to nine digits of
 * the second; a Date would lose all but three. Undefined for anything else.
 */
export function sortableTime(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const [, seconds, fraction = ""] = RFC3339_UTC.exec(value) ?? [];
  if (seconds === undefined || Number.isNaN(Date.parse(`${seconds}Z`))) return undefined;
  return `${seconds}.${fraction.padEnd(9, "0")}Z`;
}

/** A Date in the same form. */
export function sortableDate(date: Date): string {
  return `${date.toISOString().slice(0, -1)}000000Z`;
}

/** The moment some seconds before, rounded down to the millisecond. */
export function secondsBefore(time: string, seconds: number): string {
  return sortableDate(new Date(Date.parse(`${time.slice(0, 23)}Z`) - seconds * 1000));
}
