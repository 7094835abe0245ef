import { describe, expect, test } from "vitest";
import { mailDate } from "./mail-date.ts";
import { isoTime, isoTimeOfSeconds, isoTimeOfText } from "./time.ts";

describe("dates of mail headers", () => {
  test.each([
    ["Thu, 13 Oct 2016 04:39:49 -0700 (PDT)", "2016-10-13T11:39:49.000Z"],
    ["13 Oct 2016 11:39 +0000", "2016-10-13T11:39:00.000Z"],
    ["Fri, 4 May 2001 14:05:44 GMT", "2001-05-04T14:05:44.000Z"],
    ["Fri, 4 May 2001 14:05:44 EDT", "2001-05-04T18:05:44.000Z"],
    ["Fri, 4 May 2001 14:05:44 PST", "2001-05-04T22:05:44.000Z"],
    // Military letters, unknown names and no zone at all: RFC 5322 says to take them for UTC.
    ["Fri, 4 May 2001 14:05:44 K", "2001-05-04T14:05:44.000Z"],
    ["Fri, 4 May 2001 14:05:44", "2001-05-04T14:05:44.000Z"],
    ["Fri, 4 May 01 14:05:44 +0000", "2001-05-04T14:05:44.000Z"],
    ["Fri, 4 May 99 14:05:44 +0000", "1999-05-04T14:05:44.000Z"],
    ["Fri, 4 May 102 14:05:44 +0000", "2002-05-04T14:05:44.000Z"],
    ["  Fri,\t4   May 2001\r\n 14:05:44   +0530  ", "2001-05-04T08:35:44.000Z"],
    ["Friday, 04-May-01 14:05:44 GMT", "2001-05-04T14:05:44.000Z"],
    ["4 May 2001 14.05.44 +0000", "2001-05-04T14:05:44.000Z"],
    ["Sat, 31 Dec 2016 23:59:60 +0000", "2017-01-01T00:00:00.000Z"],
    ["Mon, 01 Jan 0001 00:00:00 +0000", "0001-01-01T00:00:00.000Z"],
    ["Fri, 31 Dec 9999 23:59:59 +0000", "9999-12-31T23:59:59.000Z"],
    ["2016-10-13T11:39:49+02:00", "2016-10-13T09:39:49.000Z"],
    ["Thu, 13 Oct 2016 (a (nested) comment) 11:39:49 +0000", "2016-10-13T11:39:49.000Z"],
    ["(((( 13 Oct 2016 11:39:49 +0000", null],
    ["", null],
    ["yesterday", null],
    ["Fri, 31 Feb 2001 14:05:44 +0000", null],
    ["Fri, 4 May 2001 24:05:44 +0000", null],
    ["Fri, 4 Mau 2001 14:05:44 +0000", null],
    ["Fri, 4 May 2001 14:05:44 +9999", null],
    ["Fri, 31 Dec 9999 23:59:59 -0100", null],
    ["1476358788189", null],
    ["2016-10-13T11:39:49", null],
  ])("%j is %s", (header, expected) => {
    expect(mailDate(header)).toBe(expected);
  });

  test("a long one costs nothing", () => {
    const started = performance.now();
    expect(mailDate(`${"(".repeat(1_000_000)}Thu`)).toBeNull();
    expect(mailDate(" ".repeat(1_000_000))).toBeNull();
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe("times", () => {
  test.each([
    ["2014-10-02T15:01:23Z", "2014-10-02T15:01:23.000Z"],
    ["2014-10-02T15:01:23.045123456Z", "2014-10-02T15:01:23.045Z"],
    ["2014-10-02t17:01:23.5+02:00", "2014-10-02T15:01:23.500Z"],
    ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
    ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
    ["9999-12-31T23:59:59-01:00", null],
    ["2014-10-02T15:01:23", null],
    ["2014-02-30T15:01:23Z", null],
    ["2014-10-02", null],
    ["now", null],
  ])("RFC 3339 %j is %s", (text, expected) => {
    expect(isoTimeOfText(text)).toBe(expected);
  });

  test("of seconds stay in the years that ISO text has four digits for", () => {
    expect(isoTimeOfSeconds(0)).toBe("1970-01-01T00:00:00.000Z");
    expect(isoTimeOfSeconds(null)).toBeNull();
    expect(isoTimeOfSeconds(253_402_300_799)).toBe("9999-12-31T23:59:59.000Z");
    expect(isoTimeOfSeconds(253_402_300_800)).toBeNull();
    expect(isoTime(Number.NaN)).toBeNull();
    expect(isoTime(Number.POSITIVE_INFINITY)).toBeNull();
  });
});
