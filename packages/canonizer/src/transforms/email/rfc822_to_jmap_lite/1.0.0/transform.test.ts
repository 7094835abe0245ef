import { describe, expect, test } from "vitest";
import { canonizeMail, date, email, lines, record } from "../../../../../testing/mail.ts";

test("a message as it usually comes", async () => {
  const message = lines(
    "Received: from a.example.com by b.example.org; Sun, 11 Jan 2026 09:00:07 +0000 (UTC)",
    "Received: from c.example.com by a.example.com; Sun, 11 Jan 2026 09:00:01 +0000",
    "FROM: =?utf-8?q?Anna_M=C3=BCller?= <anna@example.com>",
    'To: "Practice, Front Desk" <desk@example.org>, bob@example.net',
    "Cc: Team: carl@example.com, Dora <dora@example.com>;",
    "Reply-To: <anna.private@example.com>",
    "Subject: =?iso-8859-1?q?Gr=FC=DFe?= aus",
    "  Bonn",
    date,
    "Message-ID: <three@example.com>",
    "In-Reply-To: <two@example.com>",
    "References: <one@example.com>",
    " <two@example.com>",
    "Content-Type: text/plain; charset=iso-8859-1",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    "Bis n=E4chste Woche!",
    "",
  );
  const labels = ["Inbox", "Unread", "Starred", "Important", "Clients, new"];
  expect(await email(message, { id: "three@example.com", labels })).toEqual({
    id: "three@example.com",
    blobId: "blob-three@example.com",
    threadId: "one@example.com",
    messageId: ["three@example.com"],
    inReplyTo: ["two@example.com"],
    references: ["one@example.com", "two@example.com"],
    from: [{ name: "Anna Müller", email: "anna@example.com" }],
    to: [
      { name: "Practice, Front Desk", email: "desk@example.org" },
      { name: null, email: "bob@example.net" },
    ],
    cc: [
      { name: null, email: "carl@example.com" },
      { name: "Dora", email: "dora@example.com" },
    ],
    bcc: null,
    replyTo: [{ name: null, email: "anna.private@example.com" }],
    subject: "Grüße aus  Bonn",
    sentAt: "2026-01-11T09:00:00.000Z",
    receivedAt: "2026-01-11T09:00:07.000Z",
    size: Buffer.byteLength(message),
    preview: "Bis nächste Woche!",
    body: { text: "Bis nächste Woche!\n", html: null },
    attachments: [],
    hasAttachment: false,
    keywords: { $seen: false, $flagged: true, $draft: false },
    labels,
    importance: "high",
  });
});

describe("when it was", () => {
  const received = "Received: by x; Sun, 11 Jan 2026 09:00:07 +0000";
  test("the file's word counts first", async () => {
    const { receivedAt, sentAt } = await email(lines(received, date, "", "x"), {
      received_at: "2026-01-12T00:00:00+01:00",
    });
    expect([receivedAt, sentAt]).toEqual(["2026-01-11T23:00:00.000Z", "2026-01-11T09:00:00.000Z"]);
  });
  test("then the newest Received header with a date", async () => {
    const broken = "Received: by y; no time at all";
    const { receivedAt, sentAt } = await email(lines(broken, received, "Date: soon", "", "x"));
    expect([receivedAt, sentAt]).toEqual(["2026-01-11T09:00:07.000Z", null]);
  });
  test("then the sender's date", async () => {
    expect((await email(lines(date, "", "x"))).receivedAt).toBe("2026-01-11T09:00:00.000Z");
  });
  test("a message without any is set aside, never given a date", async () => {
    for (const message of [lines("From: a@example.com", "", "x"), "", "\r\n", lines("Date: soon", "", "x")]) {
      expect(await canonizeMail(record(message))).toEqual({
        reason: "no_date",
        errors: [
          {
            instancePath: "/raw",
            keyword: "no_date",
            message: "the message has no date: give the file a Date header, or leave it out",
          },
        ],
      });
    }
  });
});

describe("threads", () => {
  test.each([
    [["References: <r@example.com> <s@example.com>", "In-Reply-To: <t@example.com>"], "r@example.com"],
    [["In-Reply-To: <t@example.com>", "Message-ID: <u@example.com>"], "t@example.com"],
    [["Message-ID: <u@example.com>"], "u@example.com"],
    [[], "m1"],
  ])("%j", async (headers, threadId) => {
    expect((await email(lines(...headers, date, "", "x"))).threadId).toBe(threadId);
  });
});
