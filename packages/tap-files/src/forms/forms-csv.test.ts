import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStream } from "@lorchestra/tap-kit";
import { collect } from "@lorchestra/tap-kit/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tap } from "../tap.ts";
import { parseTimestamp } from "./timestamp.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tap-files-"));
});
afterEach(() => rm(root, { recursive: true }));

const put = (content: string | Uint8Array): Promise<void> => writeFile(join(root, "intake.csv"), content);
const read = (config = {}, state?: Parameters<typeof collect>[1]) =>
  collect(
    openStream(tap, "forms_csv", {
      path: "intake.csv",
      form_id: "form-1",
      time_zone: "Europe/Berlin",
      ...config,
    }),
    {
      root,
      ...state,
    },
  );
const ids = (records: readonly object[]): unknown[] => records.map((record) => Object(record).responseId);

const header = 'Timestamp,Email Address,"How often, in two weeks?",Which apply';

describe("records", () => {
  test("have the shape of the Forms API", async () => {
    await put(
      `\ufeff${header}\r\n2026/01/31 9:15:30 AM GMT+1,ada@example.com,Not at all,"Sleep, ""other"", Work"\r\n`,
    );
    const { records, problems } = await read({ form_title: "Intake" });
    expect(problems).toEqual([]);
    expect(records).toEqual([
      {
        responseId: expect.stringMatching(/^csv-[0-9a-f]{32}$/),
        createTime: "2026-01-31T08:15:30.000Z",
        lastSubmittedTime: "2026-01-31T08:15:30.000Z",
        respondentEmail: "ada@example.com",
        answers: {
          "col-03": { questionId: "col-03", textAnswers: { answers: [{ value: "Not at all" }] } },
          "col-04": { questionId: "col-04", textAnswers: { answers: [{ value: 'Sleep, "other", Work' }] } },
        },
        _form_id: "form-1",
        _form: {
          formId: "form-1",
          info: { title: "Intake" },
          items: [
            {
              itemId: "col-03",
              title: "How often, in two weeks?",
              questionItem: { question: { questionId: "col-03" } },
            },
            { itemId: "col-04", title: "Which apply", questionItem: { question: { questionId: "col-04" } } },
          ],
        },
      },
    ]);
  });

  test("empty cells, short rows and a form without addresses", async () => {
    await put("Zeitstempel,A,B\n31.01.2026 09:15:30,,x\n31.01.2026 09:15:31,y\n");
    const { records } = await read();
    expect(records.map((record) => [record.respondentEmail, Object.keys(Object(record.answers))])).toEqual([
      [undefined, ["col-03"]],
      [undefined, ["col-02"]],
    ]);
  });

  test("a second export gives the same ids, and rows that look alike are kept apart", async () => {
    const rows = [
      "2026/01/31 9:15:30 GMT+1,,a,",
      "2026/01/31 9:15:30 GMT+1,,a,",
      "2026/01/31 9:15:30 GMT+1,b@example.com,a,",
    ];
    await put([header, ...rows].join("\n"));
    const first = ids((await read()).records);
    expect(new Set(first).size).toBe(3);
    expect(first[1]).toBe(`${first[0]}-2`);
    // Another display of the same moment, another answer, one more row.
    const later = ["2026/01/31 8:15:30 AM UTC,,changed,", ...rows.slice(1), "2026/02/01 9:15:30 GMT+1,,a,"];
    await put([header, ...later].join("\n"));
    expect(ids((await read()).records).slice(0, 3)).toEqual(first);
    expect(ids((await read({ form_id: "form-2" })).records)).not.toContain(first[0]);
  });

  test("since and until", async () => {
    await put(`${header}\n2026/01/30 9:00:00 GMT,,a,\n2026/01/31 9:00:00 GMT,,b,`);
    const since = new Date("2026-01-31T00:00:00Z");
    expect((await read({}, { since })).records).toMatchObject([{ createTime: "2026-01-31T09:00:00.000Z" }]);
    expect((await read({}, { until: since })).records).toMatchObject([
      { createTime: "2026-01-30T09:00:00.000Z" },
    ]);
  });
});

describe("what cannot be read", () => {
  test("a row without a timestamp is a problem with its line, the others come", async () => {
    await put(`${header}\nsoon,,"a\nb",\n2026/01/31 9:00:00 GMT,,b,\n2026/02/30 9:00:00 GMT,,b,`);
    const { records, problems } = await read();
    expect(records).toHaveLength(1);
    expect(problems.map(({ reason, detail }) => [reason, detail])).toEqual([
      ["unreadable_timestamp", "intake.csv, line 3"],
      ["unreadable_timestamp", "intake.csv, line 5"],
    ]);
  });

  test("no timestamp column, until its name is configured", async () => {
    await put("Quand,A\n2026/01/31 9:00:00 GMT,x\n");
    const first = await read();
    expect(first.problems).toMatchObject([{ reason: "no_timestamp_column", detail: "intake.csv, line 1" }]);
    const second = await read({ timestamp_columns: ["quand"] }, { state: first.state });
    expect(second.records).toHaveLength(1);
  });

  test.each([
    ["broken quotes", `${header}\n2026/01/31 9:00:00 GMT,,"a"b,\n`, "broken_csv"],
    ["a quote that never ends", `${header}\n2026/01/31 9:00:00 GMT,,"${"a\n".repeat(5000)}`, "row_too_large"],
    ["another encoding", Buffer.concat([Buffer.from(header), Buffer.from([10, 0xe4, 10])]), "not_utf8"],
  ])("%s", async (_name, content, reason) => {
    await put(content);
    const { problems } = await read({ max_record_bytes: 2048 });
    expect(problems).toMatchObject([{ reason }]);
  });

  test("an empty export", async () => {
    await put("");
    expect((await read()).messages).toHaveLength(2);
  });

  test("settings that are missing are named", async () => {
    await put("Timestamp,A\n1/31/2026 9:15:30,x\n");
    await expect(read()).rejects.toMatchObject({ code: "form_export", path: "date_order" });
    await expect(read({ date_order: "mdy", time_zone: undefined })).rejects.toMatchObject({
      path: "time_zone",
    });
    await expect(read({ form_id: undefined })).rejects.toMatchObject({ path: "form_id" });
    expect(() => openStream(tap, "forms_csv", { path: "x", time_zone: "Mars/Phobos" })).toThrow(
      /is no time zone/,
    );
    expect((await read({ date_order: "mdy" })).records).toMatchObject([
      { createTime: "2026-01-31T08:15:30.000Z" },
    ]);
  });
});

describe("timestamps", () => {
  const berlin = { dateOrder: undefined, timeZone: "Europe/Berlin" };
  test.each([
    ["2026/01/31 9:15:30 AM GMT+1", "2026-01-31T08:15:30.000Z"],
    ["2026/01/31 12:15:30 AM GMT-5:30", "2026-01-31T05:45:30.000Z"],
    ["2026/01/31 12:15:30 PM UTC", "2026-01-31T12:15:30.000Z"],
    ["2026/01/31 9:15:30 nachm. MEZ", "2026-01-31T20:15:30.000Z"],
    ["2026/01/31 9:15:30\u202fp.m. EST", "2026-02-01T02:15:30.000Z"],
    ["2026/07/31 9:15:30 PM PDT", "2026-08-01T04:15:30.000Z"],
    ["2026-01-31 09:15", "2026-01-31T08:15:00.000Z"],
    ["2026-07-31T09:15:30Z", "2026-07-31T09:15:30.000Z"],
    ["31.07.2026 09:15:30", "2026-07-31T07:15:30.000Z"],
    // The hour of 2026-03-29 that does not exist, and the one of 2026-10-25 that comes twice.
    ["29.03.2026 02:30:00", "2026-03-29T01:30:00.000Z"],
    ["25.10.2026 02:30:00", "2026-10-25T00:30:00.000Z"],
    ["25.10.2026 03:30:00", "2026-10-25T02:30:00.000Z"],
    ["2026/01/31 13:15:30 PM GMT", null],
    ["2026/13/31 9:15:30 GMT", null],
    ["2026/01/31 9:15:30 XYZT", null],
    ["2026/01/31 24:00:00 GMT", null],
    ["2026/01/31", null],
    ["", null],
  ])("%s", (text, moment) => {
    expect(parseTimestamp(text, berlin)).toBe(moment);
  });

  test("day and month as configured", () => {
    expect(parseTimestamp("1/2/2026 0:00:00 GMT", { ...berlin, dateOrder: "dmy" })).toBe(
      "2026-02-01T00:00:00.000Z",
    );
    expect(parseTimestamp("1/2/2026 0:00:00 GMT", { ...berlin, dateOrder: "mdy" })).toBe(
      "2026-01-02T00:00:00.000Z",
    );
    expect(parseTimestamp("31/1/2026 0:00:00 GMT", { ...berlin, dateOrder: "mdy" })).toBe(null);
  });
});
