import { hash } from "node:crypto";
import { appendFile, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStream } from "@lorchestra/tap-kit";
import { collect } from "@lorchestra/tap-kit/testing";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tap } from "../tap.ts";
import { fromLineDate, isFromLine } from "./from-line.ts";
import { MboxSplitter } from "./mbox-splitter.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tap-files-"));
});
afterEach(() => rm(root, { recursive: true }));

const separator = "From 1789@xxx Tue Jan 30 09:15:30 +0100 2024";
const message = (id: number, body = "Hello"): string =>
  `Message-ID: <${id}@example.com>\nSubject: number ${id}\n\n${body}\n`;
const mbox = (...messages: string[]): string => messages.map((one) => `${separator}\n${one}\n`).join("");
const stream = (config = {}) => openStream(tap, "mbox", { path: "mail.mbox", ...config });
const put = (content: string | Uint8Array): Promise<void> => writeFile(join(root, "mail.mbox"), content);
const decode = (record: object | undefined): string =>
  Buffer.from(String(Object(record).raw), "base64").toString("latin1");
const ids = (records: readonly object[]): unknown[] => records.map((record) => Object(record).id);

describe("records", () => {
  test("id, bytes, size, date and labels", async () => {
    const labelled = `X-Gmail-Labels: Inbox,"Clients, old",=?UTF-8?Q?W=C3=A4rme?=\n${message(1)}`;
    await put(mbox(labelled, message(2)));
    const { records, problems } = await collect(stream(), { root });
    expect(problems).toEqual([]);
    expect(records).toEqual([
      {
        id: "1@example.com",
        raw: Buffer.from(labelled).toString("base64"),
        size: labelled.length,
        received_at: "2024-01-30T08:15:30.000Z",
        labels: ["Inbox", "Clients, old", "Wärme"],
      },
      expect.objectContaining({ id: "2@example.com", labels: [] }),
    ]);
  });

  test("a message without a usable Message-ID is known by its bytes", async () => {
    await put(
      mbox("Subject: a\n\nx\n", "Message-ID: <>\n\nx\n", "Message-ID:\n <folded@example.com>\n\nx\n"),
    );
    const { records } = await collect(stream(), { root });
    expect(ids(records)).toEqual([
      `sha256:${hash("sha256", "Subject: a\n\nx\n")}`,
      `sha256:${hash("sha256", "Message-ID: <>\n\nx\n")}`,
      "folded@example.com",
    ]);
  });

  test("CRLF mailboxes keep their line ends", async () => {
    await put(mbox(message(1), message(2)).replaceAll("\n", "\r\n"));
    const { records } = await collect(stream(), { root });
    expect(records.map(decode)).toEqual([1, 2].map((id) => message(id).replaceAll("\n", "\r\n")));
  });

  test("quoted From lines lose one >, others are left", async () => {
    await put(mbox(message(1, ">From me\n>>From you\n> From him\n>Fromage\nFrom here on")));
    const { records } = await collect(stream(), { root });
    expect(decode(records[0])).toBe(message(1, "From me\n>From you\n> From him\n>Fromage\nFrom here on"));
  });

  test.each([
    ["a sentence", "From there we went on to Tue"],
    ["a date that is not followed by a header", "From me Tue Jan 30 09:15:30 2024\nhello"],
    ["a separator that follows no empty line", `text\n${separator}\nSubject: x`],
  ])("%s in a body is no separator", async (_name, body) => {
    const text = body.startsWith("text") ? body : `first\n\n${body}`;
    await put(mbox(message(1, text), message(2)));
    const { records } = await collect(stream(), { root });
    expect(records.map(decode)).toEqual([message(1, text), message(2)]);
  });

  test("since and until are about the date of the separator", async () => {
    await put(mbox(message(1)) + mbox(message(2)).replace("2024", "2025"));
    const since = new Date("2024-06-01T00:00:00Z");
    expect(ids((await collect(stream(), { root, since })).records)).toEqual(["2@example.com"]);
    expect(ids((await collect(stream(), { root, until: since })).records)).toEqual(["1@example.com"]);
  });
});

describe("hostile mailboxes", () => {
  test("a message over the limit is a problem with its key; the others come", async () => {
    await put(
      mbox(
        message(1),
        message(2, "x".repeat(5000)),
        message(3, `${"y".repeat(70)}\n`.repeat(60)),
        message(4),
      ),
    );
    const { records, problems } = await collect(stream({ max_record_bytes: 2000 }), { root });
    expect(ids(records)).toEqual(["1@example.com", "4@example.com"]);
    expect(problems).toEqual([
      {
        type: "problem",
        reason: "message_too_large",
        detail: "mail.mbox, byte 99: more than 2000 bytes",
        key: { id: "2@example.com" },
      },
      expect.objectContaining({ reason: "message_too_large", key: { id: "3@example.com" } }),
    ]);
  });

  test("a file that is no mbox says so once", async () => {
    await put("just text\n\nand more\n");
    const { records, problems } = await collect(stream(), { root });
    expect(records).toEqual([]);
    expect(problems).toEqual([{ type: "problem", reason: "not_mbox", detail: "mail.mbox, byte 0" }]);
  });

  test("an empty file is an empty mailbox", async () => {
    await put("");
    const { messages } = await collect(stream(), { root });
    expect(messages.map(({ type }) => type)).toEqual(["checkpoint", "checkpoint"]);
  });

  test("NUL, bytes of no charset and very long lines travel unchanged", async () => {
    const body = Buffer.concat([
      Buffer.from(message(1)),
      Buffer.from([0, 0xff, 0xfe, 10]),
      Buffer.alloc(600_000, 0x41),
    ]);
    await put(
      Buffer.concat([
        Buffer.from(`${separator}\n`),
        body,
        Buffer.from("\n>From tail\n\n"),
        Buffer.from(mbox(message(2))),
      ]),
    );
    const { records } = await collect(stream(), { root });
    expect(records.map((record) => record.size)).toEqual([
      body.length + "\n>From tail\n".length - 1,
      message(2).length,
    ]);
    expect(Buffer.from(String(records[0]?.raw), "base64").subarray(0, body.length).equals(body)).toBe(true);
  });

  test("however the bytes are cut, the messages are the same", () => {
    const line = fc.constantFrom(
      "",
      "From x",
      separator,
      ">From x",
      ">>From y",
      "A: b",
      "text",
      "\r",
      "z".repeat(9000),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 8 }),
        (lines, cuts) => {
          const bytes = Buffer.from(lines.join("\n"));
          const split = (sizes: readonly number[]): unknown[] => {
            const splitter = new MboxSplitter(15_000, 0);
            const out: unknown[] = [];
            let at = 0;
            for (const size of [...sizes, bytes.length]) {
              out.push(...splitter.push(Buffer.from(bytes.subarray(at, at + size))));
              at += size;
            }
            out.push(...splitter.end());
            return out.map((one) => ({ ...Object(one), bytes: Object(one).bytes?.toString(), head: 0 }));
          };
          expect(split(cuts)).toEqual(split([]));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("state", () => {
  test("an unchanged file is not read again, one that is touched is", async () => {
    await put(mbox(message(1)));
    const first = await collect(stream(), { root });
    const second = await collect(stream(), { root, state: first.state });
    expect(second.records).toEqual([]);
    expect(second.state).toEqual(first.state);
    await utimes(join(root, "mail.mbox"), 1, 1);
    expect(ids((await collect(stream(), { root, state: first.state })).records)).toEqual(["1@example.com"]);
  });

  test("a mailbox that grew is read from its last message on", async () => {
    await put(mbox(message(1), message(2)));
    const { state } = await collect(stream(), { root });
    await appendFile(join(root, "mail.mbox"), mbox(message(3)));
    const { records } = await collect(stream(), { root, state });
    expect(ids(records)).toEqual(["2@example.com", "3@example.com"]);
  });

  test("a message that was being written when it was read comes whole the next time", async () => {
    const whole = mbox(message(1), message(2, "a long text"));
    await put(whole.slice(0, -8));
    const first = await collect(stream(), { root });
    await put(whole);
    const { records } = await collect(stream(), { root, state: first.state });
    expect(records.map(decode)).toEqual([message(2, "a long text")]);
  });

  test.each([
    ["other bytes of the same length before", () => mbox(message(7), message(2), message(3))],
    ["a shorter file", () => mbox(message(3))],
  ])("%s: read from the start", async (_name, content) => {
    await put(mbox(message(1), message(2)));
    const { state } = await collect(stream(), { root });
    await put(content());
    const { records } = await collect(stream(), { root, state });
    const all = (await collect(stream(), { root })).records;
    expect(records).toEqual(all);
  });

  test("other settings read all again, and so does a state that is none", async () => {
    await put(mbox(message(1)));
    const { state } = await collect(stream(), { root });
    expect((await collect(stream({ max_record_bytes: 9999 }), { root, state })).records).toHaveLength(1);
    for (const broken of [null, 7, "x", [], { files: 3 }, { files: { "mail.mbox": { size: "x" } } }]) {
      expect((await collect(stream(), { root, state: broken })).records).toHaveLength(1);
    }
  });

  test("from any checkpoint the rest comes, in bounded steps", async () => {
    await put(mbox(...Array.from({ length: 1200 }, (_, id) => message(id))));
    const { messages, records } = await collect(stream(), { root });
    expect(records).toHaveLength(1200);
    const at = messages.findIndex(({ type }) => type === "checkpoint");
    expect(at).toBe(500);
    const checkpoint = messages[at];
    if (checkpoint?.type !== "checkpoint") throw new Error("no checkpoint");
    const rest = await collect(stream(), { root, state: checkpoint.state });
    expect(rest.records).toEqual(records.slice(500));
  });
});

describe("separator lines", () => {
  test.each([
    ["From 1789012@xxx Tue Jan 30 09:15:30 +0000 2024", "2024-01-30T09:15:30.000Z"],
    ["From - Tue Jan  2 09:15:30 2024", "2024-01-02T09:15:30.000Z"],
    ["From ada@example.com Tue Jan 30 09:15:30 2024 -0530", "2024-01-30T14:45:30.000Z"],
    ["From ada@example.com Tue Jan 30 09:15 GMT 2024", "2024-01-30T09:15:00.000Z"],
    ["From ada@example.com Tue Jan 30 09:15:30 EST 2024", null],
    ["From ada@example.com Fri Feb 30 09:15:30 2024", null],
    ["From ada@example.com Mon Jan 01 25:15:30 2024", null],
    ["From x Mon Jan 01 00:00:00 0001", "0001-01-01T00:00:00.000Z"],
    ["From x Fri Dec 31 23:59:60 9999 -0100", null],
  ])("%s", (line, date) => {
    expect(isFromLine(Buffer.from(line))).toBe(true);
    expect(fromLineDate(line)).toBe(date);
  });

  test.each([
    "From",
    "From x",
    "from x Tue Jan 30 09:15:30 2024",
    "From here on Tue",
    " From x Tue Jan 30 09:15:30 2024",
  ])("%s is none", (line) => {
    expect(isFromLine(Buffer.from(line))).toBe(false);
  });
});

test("the file itself is never changed", async () => {
  const content = mbox(message(1));
  await put(content);
  await collect(stream(), { root });
  expect(await readFile(join(root, "mail.mbox"), "utf8")).toBe(content);
});
