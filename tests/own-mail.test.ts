import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lorchestra, lorchestraJson } from "./harness/cli.ts";

const mbox = [
  "From anna@example.com Sun Jan 11 09:00:00 2026",
  "From: =?utf-8?q?Anna_M=C3=BCller?= <anna@example.com>",
  'To: "Practice, Front Desk" <desk@example.org>, bob@example.net',
  "Subject: =?iso-8859-1?q?Gr=FC=DFe?=",
  "Date: Sun, 11 Jan 2026 10:00:00 +0100",
  "Message-ID: <one@example.com>",
  "Content-Type: text/plain; charset=iso-8859-1",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "Bis n=E4chste Woche!",
  ">From here on it is quoted.",
  "",
  "From bob@example.net Mon Jan 12 10:00:00 2026",
  "From: bob@example.net",
  "To: desk@example.org",
  "Subject: two parts",
  "Date: Mon, 12 Jan 2026 10:00:00 +0000",
  "Message-ID: <two@example.net>",
  "Content-Type: multipart/alternative; boundary=b",
  "",
  "--b",
  "Content-Type: text/plain",
  "",
  "plain body",
  "--b",
  "Content-Type: text/html",
  "",
  "<p>rich body</p>",
  "--b--",
  "",
].join("\n");

test("init, an mbox of one's own, a daily run: the messages are there, decoded", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "lorchestra-own-"));
  const made = await lorchestra(["init", "records"], { cwd });
  expect(made.code, made.stderr).toBe(0);
  const folder = join(cwd, "records");
  mkdirSync(join(folder, "exports"), { recursive: true });
  writeFileSync(join(folder, "exports/mine.mbox"), mbox);
  const ran = await lorchestra(["run", "daily"], { cwd: folder });
  expect(ran.code, ran.stderr).toBe(0);
  const rows = await lorchestraJson<{ payload: string }[]>(
    ["sql", "SELECT payload FROM canonical_objects ORDER BY payload ->> '$.sentAt'"],
    { cwd: folder },
  );
  const messages = rows.map(({ payload }) => (typeof payload === "string" ? JSON.parse(payload) : payload));
  expect(messages).toHaveLength(2);
  expect(messages[0]).toMatchObject({
    subject: "Grüße",
    sentAt: "2026-01-11T09:00:00.000Z",
    from: [{ name: "Anna Müller", email: "anna@example.com" }],
    to: [
      { name: "Practice, Front Desk", email: "desk@example.org" },
      { name: null, email: "bob@example.net" },
    ],
    messageId: ["one@example.com"],
    hasAttachment: false,
  });
  expect(messages[0].body.text.trimEnd()).toBe("Bis nächste Woche!\nFrom here on it is quoted.");
  expect(messages[1].body.text.trimEnd()).toBe("plain body");
  expect(messages[1].body.html.trimEnd()).toBe("<p>rich body</p>");
});
