import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mailboxes } from "./mail-addresses.ts";
import { messageIds } from "./message-ids.ts";
import { previewOf } from "./preview.ts";

fc.configureGlobal({ seed: 20260111 });

const from = (value: string) => mailboxes([{ key: "from", value }], "from");

describe("address headers", () => {
  test.each([
    ["a@example.com", [{ name: null, email: "a@example.com" }]],
    [
      '"Doe, Jane" <jane@example.com>, Bob <bob@example.com>',
      [
        { name: "Doe, Jane", email: "jane@example.com" },
        { name: "Bob", email: "bob@example.com" },
      ],
    ],
    ["jane@example.com (Jane)", [{ name: "Jane", email: "jane@example.com" }]],
    ["=?utf-8?q?Anna_M=C3=BCller?= <anna@example.com>", [{ name: "Anna Müller", email: "anna@example.com" }]],
    ["=?iso-8859-1?b?R3L831M=?= <g@example.com>", [{ name: "GrüßS", email: "g@example.com" }]],
    [
      "Team: a@example.com, B <b@example.com>;, c@example.com",
      [
        { name: null, email: "a@example.com" },
        { name: "B", email: "b@example.com" },
        { name: null, email: "c@example.com" },
      ],
    ],
    ["undisclosed-recipients:;", []],
    ["", []],
    ["MAILER DAEMON <>", [{ name: "MAILER DAEMON", email: "" }]],
    // An address inside of a name is no address.
    ['"victim@example.com" <real@example.org>', [{ name: "victim@example.com", email: "real@example.org" }]],
  ])("%j", (value, expected) => {
    expect(from(value)).toEqual(expected);
  });

  test("repeated ones are taken together, absent ones are null", () => {
    const headers = [
      { key: "to", value: "a@example.com" },
      { key: "cc", value: "x@example.com" },
      { key: "to", value: "b@example.com" },
    ];
    expect(mailboxes(headers, "to")).toEqual([
      { name: null, email: "a@example.com" },
      { name: null, email: "b@example.com" },
    ]);
    expect(mailboxes(headers, "bcc")).toBeNull();
  });
});

describe("message ids", () => {
  test.each([
    ["<a@example.com>", ["a@example.com"]],
    ["<a@example.com> <b@example.com>\t<c@example.com>", ["a@example.com", "b@example.com", "c@example.com"]],
    ["<a@exa mple.com>", ["a@example.com"]],
    ["Your message of Monday <a@example.com>", ["a@example.com"]],
    ["a@example.com", ["a@example.com"]],
    ["<>", null],
    ["<<<<", null],
    ["", null],
    [undefined, null],
  ])("%j", (header, expected) => {
    expect(messageIds(header)).toEqual(expected);
  });
});

describe("previews", () => {
  test("are one line", () => {
    expect(previewOf("\n\n Hello\r\n\tworld \u00a0 again ")).toBe("Hello world again");
  });

  test("never cut a character in two", () => {
    expect(previewOf(`${"a".repeat(255)}😀`)).toBe("a".repeat(255));
    expect(previewOf(`${"a".repeat(254)}😀b`)).toBe(`${"a".repeat(254)}😀`);
  });

  test("have at most 256 units and are well-formed whenever the text is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 600 }), (text) => {
        const preview = previewOf(text.toWellFormed());
        expect(preview.length).toBeLessThanOrEqual(256);
        expect(preview.isWellFormed()).toBe(true);
      }),
    );
  });
});
