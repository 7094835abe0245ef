import { describe, expect, test } from "vitest";
import { date, email, lines } from "../../../../../testing/mail.ts";

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
