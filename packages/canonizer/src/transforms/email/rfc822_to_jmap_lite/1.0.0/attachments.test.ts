import { describe, expect, test } from "vitest";
import { date, email, lines, multipart } from "../../../../../testing/mail.ts";

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
