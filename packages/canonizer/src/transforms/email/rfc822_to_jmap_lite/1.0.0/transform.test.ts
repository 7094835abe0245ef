import { describe, expect, test } from "vitest";
import { canonize } from "../../../../canonize.ts";
import type { JsonObject } from "../../../../json.ts";
import { isJsonObject } from "../../../../json.ts";
import { createRegistry } from "../../../../registry/registry.ts";

const registry = createRegistry();
const ref = "email/rfc822_to_jmap_lite@1.0.0";

type Source = string | readonly (string | Uint8Array)[];

function record(source: Source, more: JsonObject = {}): JsonObject {
  const parts = typeof source === "string" ? [source] : source;
  const bytes = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
  return {
    id: "m1",
    raw: bytes.toString("base64"),
    size: bytes.length,
    received_at: null,
    labels: [],
    ...more,
  };
}

async function email(source: Source, more: JsonObject = {}): Promise<JsonObject> {
  const result = await canonize(record(source, more), ref, { registry });
  if (!("ok" in result)) throw new Error(JSON.stringify(result));
  return result.value;
}

const date = "Date: Sun, 11 Jan 2026 10:00:00 +0100";
const lines = (...all: string[]) => all.join("\r\n");
/** A message of these headers and a multipart body. */
const multipart = (subtype: string, ...parts: string[][]) =>
  lines(
    date,
    `Content-Type: multipart/${subtype}; boundary=b`,
    "",
    ...parts.flatMap((part) => ["--b", ...part]),
    "--b--",
    "",
  );

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
      expect(await canonize(record(message), ref, { registry })).toEqual({
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

describe("bodies", () => {
  test("the better form of an alternative does not hide the other", async () => {
    const { body, preview } = await email(
      multipart(
        "alternative",
        ["Content-Type: text/plain", "", "plain body"],
        ["Content-Type: text/html", "", "<p>rich body</p>"],
      ),
    );
    expect(body).toEqual({ text: "plain body\n", html: "<p>rich body</p>\n" });
    expect(preview).toBe("plain body");
  });

  test("are found in nested multiparts", async () => {
    const { body, attachments } = await email(
      multipart(
        "mixed",
        [
          'Content-Type: multipart/related; boundary="c"',
          "",
          "--c",
          'Content-Type: multipart/alternative; boundary="d"',
          "",
          "--d",
          "Content-Type: text/plain; charset=utf-8",
          "Content-Transfer-Encoding: base64",
          "",
          Buffer.from("tiefer Text: ä").toString("base64"),
          "--d",
          "Content-Type: text/html",
          "",
          '<img src="cid:pic@example.com">',
          "--d--",
          "--c",
          "Content-Type: image/png",
          "Content-ID: <pic@example.com>",
          "Content-Transfer-Encoding: base64",
          "",
          "aGVsbG8=",
          "--c--",
        ],
        [
          "Content-Type: application/pdf; name=report.pdf",
          "Content-Disposition: attachment",
          "Content-Transfer-Encoding: base64",
          "",
          "aGVs",
        ],
      ),
    );
    expect(body).toEqual({ text: "tiefer Text: ä", html: '<img src="cid:pic@example.com">\n' });
    expect(attachments).toEqual([
      {
        filename: null,
        mimeType: "image/png",
        size: 5,
        blobId: "blob-att-m1-0",
        cid: "pic@example.com",
        isInline: true,
      },
      {
        filename: "report.pdf",
        mimeType: "application/pdf",
        size: 3,
        blobId: "blob-att-m1-1",
        cid: null,
        isInline: false,
      },
    ]);
  });

  test.each([
    ["utf-8", [0xc3, 0xa4], "ä"],
    ["iso-8859-15", [0xa4], "€"],
    ["windows-1251", [0xc4, 0xe0], "Да"],
    ["koi8-r", [0xe4, 0xc1], "Да"],
    ["iso-2022-jp", [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x1b, 0x28, 0x42], "日"],
    ["gb18030", [0xc8, 0xd5], "日"],
    ["cp932", [0x93, 0xfa], "日"],
    ["utf-16le", [0xe4, 0x00], "ä\n"],
    // Nobody knows this one: the bytes are taken for windows-1252 rather than dropped.
    ["x-nobody-knows", [0xe4], "ä"],
  ])("are decoded by the charset of their part: %s", async (charset, bytes, text) => {
    const content = Buffer.from(bytes).toString("base64");
    const { body } = await email(
      lines(
        date,
        `Content-Type: text/plain; charset="${charset}"`,
        "Content-Transfer-Encoding: base64",
        "",
        content,
      ),
    );
    expect(isJsonObject(body ?? null) && isJsonObject(body) ? String(body.text).trimEnd() : "").toBe(
      text.trimEnd(),
    );
  });

  test("without a charset are UTF-8 where they can be, else windows-1252", async () => {
    const head = lines(date, "Content-Type: text/plain", "", "");
    expect((await email([head, "Grüße"])).preview).toBe("Grüße");
    expect((await email([head, Buffer.from("Grüße", "latin1")])).preview).toBe("Grüße");
    expect((await email([lines(date, "", ""), Buffer.from("Grüße", "latin1")])).preview).toBe("Grüße");
  });

  test("of a type that is no type are text", async () => {
    expect((await email(lines(date, "Content-Type: text", "", "still readable"))).preview).toBe(
      "still readable",
    );
  });

  test("of a multipart without its parts are not lost", async () => {
    for (const type of ["multipart/mixed", "multipart/mixed; boundary=elsewhere"])
      expect((await email(lines(date, `Content-Type: ${type}`, "", "still readable"))).preview).toBe(
        "still readable",
      );
  });

  test("format=flowed is unfolded", async () => {
    const { body } = await email(
      lines(date, "Content-Type: text/plain; format=flowed", "", "one ", "line", "> quoted ", "> twice", ""),
    );
    expect(body).toMatchObject({ text: expect.stringMatching(/^one line\n/) });
  });

  test("a preview comes from HTML where there is no text, without scripts and style sheets", async () => {
    const html =
      "<html><head><title>t</title><style>p{color:red}</style></head><body><style>.x{}</style><script>alert(1)</script><p>Caf&eacute; &amp; <b>more</b></p></body></html>";
    expect(await email(lines(date, "Content-Type: text/html", "", html))).toMatchObject({
      preview: "Café & more",
      body: { text: null, html: `${html}\n` },
    });
  });
});

describe("headers", () => {
  test("with bytes that are no UTF-8 are read in the body's charset, else as windows-1252", async () => {
    const latin = Buffer.from("Subject: Grüße\r\n", "latin1");
    expect((await email([latin, `${date}\r\n\r\nx`])).subject).toBe("Grüße");
    const cyrillic = Buffer.from([
      0x53, 0x75, 0x62, 0x6a, 0x65, 0x63, 0x74, 0x3a, 0x20, 0xe4, 0xc1, 0x0d, 0x0a,
    ]);
    const koi = "Content-Type: text/plain; charset=koi8-r\r\n";
    expect((await email([cyrillic, koi, `${date}\r\n\r\nx`])).subject).toBe("Да");
    expect((await email([`X-Ok: ä\r\n`, latin, `${date}\r\n\r\nx`])).subject).toBe("Grüße");
  });

  test("after a byte order mark are headers", async () => {
    expect((await email([`\ufeffSubject: first`, `\r\n${date}\r\n\r\nx`])).subject).toBe("first");
  });

  test("twice: the first subject counts, all senders do", async () => {
    const message = lines(
      "From: a@example.com",
      "From: b@example.com",
      "Subject: one",
      "Subject: two",
      date,
      "",
      "x",
    );
    expect(await email(message)).toMatchObject({
      subject: "one",
      from: [
        { name: null, email: "a@example.com" },
        { name: null, email: "b@example.com" },
      ],
    });
  });

  test("in a charset that nobody knows stay readable where they are ASCII", async () => {
    expect((await email(lines("Subject: =?x-nobody?q?plain_enough?=", date, "", "x"))).subject).toBe(
      "plain enough",
    );
  });

  test.each([
    [["Importance: High"], "high"],
    [["Importance: low"], "low"],
    [["X-Priority: 1 (Highest)"], "high"],
    [["X-Priority: 5"], "low"],
    [["X-Priority: 3", "Importance: nonsense"], "normal"],
    [[], "normal"],
  ])("%j is importance %s", async (headers, importance) => {
    expect((await email(lines(...headers, date, "", "x"))).importance).toBe(importance);
  });

  test("labels: seen, flagged, draft", async () => {
    expect((await email(lines(date, "", "x"), { labels: ["Drafts", "STARRED"] })).keywords).toEqual({
      $seen: true,
      $flagged: true,
      $draft: true,
    });
    expect((await email(lines(date, "", "x"), { labels: null })).keywords).toEqual({
      $seen: true,
      $flagged: false,
      $draft: false,
    });
  });
});

describe("attachments", () => {
  const attached = async (...headers: string[]) => {
    const { attachments, hasAttachment } = await email(
      multipart("mixed", ["Content-Type: text/plain", "", "see there"], [...headers, "", "content"]),
    );
    return { attachments, hasAttachment };
  };

  test.each([
    ["Content-Disposition: attachment; filename*=utf-8''Bericht%20%C3%A4.pdf", "Bericht ä.pdf"],
    [
      "Content-Disposition: attachment; filename*0*=utf-8''lang%20; filename*1=\"er name.pdf\"",
      "lang er name.pdf",
    ],
    ["Content-Disposition: attachment; filename*=koi8-r''%E4%C1.txt", "Да.txt"],
    ['Content-Disposition: attachment; filename="=?utf-8?q?=C3=A4.pdf?="', "ä.pdf"],
    // Data, not a path: whoever writes files makes it safe.
    ['Content-Disposition: attachment; filename="../../etc/x"', "../../etc/x"],
    ["Content-Disposition: attachment; filename=CON", "CON"],
    ["Content-Disposition: attachment; filename*=utf-8''%E2%80%AEfdp.exe", "\u202Efdp.exe"],
    ["Content-Disposition: attachment", null],
  ])("%s", async (header, filename) => {
    expect(await attached("Content-Type: application/octet-stream", header)).toMatchObject({
      attachments: [{ filename, size: 8, blobId: "blob-att-m1-0", isInline: false }],
      hasAttachment: true,
    });
  });

  test("an attached message is an attachment: its text is not the sender's", async () => {
    const { body, attachments } = await email(
      multipart(
        "mixed",
        ["Content-Type: text/plain", "", "see below"],
        ["Content-Type: message/rfc822", "", "Subject: inner", "From: x@example.com", "", "inner text"],
      ),
    );
    expect(body).toEqual({ text: "see below\n", html: null });
    expect(attachments).toMatchObject([{ mimeType: "message/rfc822", filename: null, isInline: false }]);
  });

  test("winmail.dat stays what it is", async () => {
    expect(await attached("Content-Type: application/ms-tnef; name=winmail.dat")).toMatchObject({
      attachments: [{ mimeType: "application/ms-tnef", filename: "winmail.dat" }],
    });
  });

  test("a named part that is sent as inline can still be opened", async () => {
    expect(
      await attached("Content-Type: application/pdf", "Content-Disposition: inline; filename=x.pdf"),
    ).toMatchObject({
      attachments: [{ isInline: true }],
      hasAttachment: true,
    });
  });

  test("another form of the text is none to open", async () => {
    const { attachments, hasAttachment } = await email(
      multipart(
        "alternative",
        ["Content-Type: text/plain", "", "x"],
        ["Content-Type: text/x-amp-html", "", "<html></html>"],
      ),
    );
    expect(attachments).toMatchObject([{ mimeType: "text/x-amp-html", isInline: true }]);
    expect(hasAttachment).toBe(false);
  });

  test("a whole message that is one file", async () => {
    const result = await email(
      lines(date, "Content-Type: image/png; name=a.png", "Content-Transfer-Encoding: base64", "", "aGVsbG8="),
    );
    expect(result).toMatchObject({
      body: { text: null, html: null },
      preview: "",
      attachments: [{ filename: "a.png", size: 5 }],
    });
  });

  test("junk in base64 is passed over", async () => {
    const result = await email(
      lines(date, "Content-Transfer-Encoding: base64", "", "aGV!!\u0000s bG8=", "@@@@"),
    );
    expect(result.preview).toBe("hello");
  });
});

describe("hostile messages", () => {
  test("a hundred nested parts give their body", async () => {
    const open = Array.from({ length: 100 }, (_, level) => [
      `Content-Type: multipart/mixed; boundary=b${level}`,
      "",
      `--b${level}`,
    ]);
    const message = lines(date, ...open.flat(), "Content-Type: text/plain", "", "at the bottom", "");
    expect((await email(message)).preview).toBe("at the bottom");
  });

  test("more parts or headers than any mail has are set aside with a reason", async () => {
    const open = Array.from({ length: 1000 }, (_, level) => [
      `Content-Type: multipart/mixed; boundary=b${level}`,
      "",
      `--b${level}`,
    ]);
    for (const message of [
      lines(date, ...open.flat(), "", "x"),
      lines(date, `X-Long: ${"x".repeat(3_000_000)}`, "", "x"),
    ])
      expect(await canonize(record(message), ref, { registry })).toMatchObject({ reason: "mime_limit" });
  });

  test("raw that is no base64 is set aside: its bytes are lost", async () => {
    for (const raw of ["From: a@example.com\n\nx", "a\ud800b=", "äöü"])
      expect(await canonize({ ...record(""), raw }, ref, { registry })).toMatchObject({
        reason: "raw_not_base64",
        errors: [{ instancePath: "/raw", keyword: "raw_not_base64" }],
      });
  });

  test("ten megabytes of HTML take a moment", async () => {
    const html = `<p>start</p>${"<style><a <!-- &amp; <b>x".repeat(400_000)}`;
    const started = performance.now();
    expect((await email(lines(date, "Content-Type: text/html", "", html))).preview).toMatch(/^start/);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
