import type { MailMessage } from "./mail.ts";

/** `Mon Mar  2 17:00:00 2026`, as asctime writes it, in UTC. */
function envelopeDate(at: Date): string {
  const [weekday = "", day = "", month = "", year = "", time = ""] = at
    .toUTCString()
    .replace(",", "")
    .split(" ");
  return `${weekday} ${month} ${String(Number(day)).padStart(2, " ")} ${time} ${year}`;
}

/**
 * Messages as an mbox (mboxrd, RFC 4155's variant that quotes without loss): body lines that look like an envelope are
 * quoted with `>`. ASCII only.
 */
export function renderMbox(messages: readonly MailMessage[]): string {
  return messages
    .map(({ text, sentAt }) => {
      const quoted = text.replace(/^(>*From )/gm, ">$1");
      return `From sandbox@mail.example.com ${envelopeDate(sentAt)}\n${quoted}\n`;
    })
    .join("");
}
