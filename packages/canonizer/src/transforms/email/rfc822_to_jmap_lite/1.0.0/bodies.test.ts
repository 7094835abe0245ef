import { describe, expect, test } from "vitest";
import { date, email, lines, multipart } from "../../../../../testing/mail.ts";
import { isJsonObject } from "../../../../json.ts";

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
