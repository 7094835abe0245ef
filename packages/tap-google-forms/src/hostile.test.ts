import { createServer } from "node:http";
import type { Message } from "@lorchestra/tap-kit";
import { collect } from "@lorchestra/tap-kit/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keptForm } from "./form.ts";
import { parseState, stateJson } from "./state.ts";
import { formsStreams } from "./tap.ts";
import { secondsBefore, sortableDate, sortableTime } from "./timestamp.ts";

async function readFrom(responses: string, form = '{"formId":"f"}'): Promise<readonly Message[]> {
  const server = createServer((request, response) => {
    const listing = request.url?.includes("/responses") === true;
    response.setHeader("content-type", "application/json");
    response.end(listing ? responses : form);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const config = {
    form_id: "f",
    access_token: "t",
    token_url: "https://auth.example.com/token",
    base_url: `http://127.0.0.1:${port}`,
    page_size: 10,
    lookback: 60,
    requests_per_second: 1000,
  };
  try {
    const [stream] = formsStreams(config, { retry: { retries: 1, baseMs: 1 } });
    if (stream === undefined) throw new Error("no stream");
    return (await collect(stream)).messages;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("hostile answers", () => {
  test("keys and texts pass as they are", async () => {
    const item = String.raw`{"responseId":"r","answers":{"__proto__":{"a":1},"constructor":"\u0000\ud800"}}`;
    const [message] = await readFrom(`{"responses":[${item}]}`);
    const record = message?.type === "record" ? message.record : {};
    expect(JSON.stringify(record)).toBe(
      item.replace(/}$/, ',"_form_id":"f","_form":{"formId":"f","info":{},"items":[]}}'),
    );
    expect(Object.hasOwn(Object.prototype, "a")).toBe(false);
  });

  test("a record of depth 10,000 passes, and so does a form", async () => {
    const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;
    const form = `{"formId":"f","info":{"title":${deep}},"items":[${deep},{"questionItem":{"question":${deep}}}]}`;
    const messages = await readFrom(`{"responses":[{"responseId":"r","deep":${deep}}]}`, form);
    expect(messages.map(({ type }) => type)).toEqual(["record", "checkpoint"]);
  });

  test("what has no id is a problem and the rest is read", async () => {
    const messages = await readFrom(
      '{"responses":[{},7,null,[],{"responseId":""},{"responseId":5},{"responseId":"r"}]}',
    );
    expect(messages.map(({ type }) => type)).toEqual([...Array(6).fill("problem"), "record", "checkpoint"]);
  });

  test("a time of the far future does not move the cursor past the service's own time", async () => {
    const before = Date.now();
    const messages = await readFrom(
      '{"responses":[{"responseId":"r","lastSubmittedTime":"9999-12-31T23:59:59Z"}]}',
    );
    const last = messages.at(-1);
    const cursor = parseState(last?.type === "checkpoint" ? last.state : undefined)?.cursor ?? "";
    expect(cursor <= sortableDate(new Date(Date.now() + 1000))).toBe(true);
    expect(cursor >= sortableDate(new Date(before - 2000))).toBe(true);
  });

  test.each(["[]", "null", '{"responses":{}}', '{"responses":[],"nextPageToken":5}'])(
    "%s in place of a page is an error that can be tried again",
    async (body) => {
      await expect(readFrom(body)).rejects.toMatchObject({ code: "forms_answer", retryable: true });
    },
  );

  test("a form without an id is an error", () => {
    expect(() => keptForm({ items: [] })).toThrow("a form without formId");
  });
});

describe("times", () => {
  test("sort as text in the order of time, with all nine digits", () => {
    const times = ["2026-03-02T17:00:00Z", "2026-03-02T17:00:00.045123456Z", "2026-03-02T17:00:00.05Z"];
    const sortable = times.map(sortableTime);
    expect(sortable).toEqual([
      "2026-03-02T17:00:00.000000000Z",
      "2026-03-02T17:00:00.045123456Z",
      "2026-03-02T17:00:00.050000000Z",
    ]);
    expect([...sortable].sort()).toEqual(sortable);
  });

  test.each([
    "2026-03-02",
    "2026-03-02T17:00:00",
    "2026-13-02T17:00:00Z",
    "2026-03-02T17:00:00+01:00",
    5,
    null,
  ])("%j is not a time of the API", (value) => expect(sortableTime(value)).toBeUndefined());

  test("going back never goes less far than asked", () => {
    const moments = fc.date({
      min: new Date("1970-01-02"),
      max: new Date("9998-01-01"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 86_400 }), (date, seconds) => {
        const back = secondsBefore(sortableDate(date), seconds);
        expect(back).toBe(sortableDate(new Date(date.getTime() - seconds * 1000)));
      }),
    );
  });

  test("a state is read as it was written", () => {
    const times = fc
      .date({ min: new Date("1970-01-02"), max: new Date("9998-01-01"), noInvalidDate: true })
      .map(sortableDate);
    const states = fc.record(
      { formId: fc.string(), cursor: times, since: times },
      { requiredKeys: ["formId"], noNullPrototype: true },
    );
    fc.assert(
      fc.property(states, (state) => {
        expect(parseState(stateJson(state))).toEqual(state);
      }),
    );
  });
});
