import { describe, expect, test } from "vitest";
import { canonizeMail, date, email, lines, record } from "../../../../../testing/mail.ts";

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
      expect(await canonizeMail(record(message))).toMatchObject({ reason: "mime_limit" });
  });

  test("raw that is no base64 is set aside: its bytes are lost", async () => {
    for (const raw of ["From: a@example.com\n\nx", "a\ud800b=", "äöü"])
      expect(await canonizeMail({ ...record(""), raw })).toMatchObject({
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
