import type { Random } from "../random.ts";
import type { Client } from "./people.ts";

/** A message of the practice's mailbox as RFC 5322 text with LF line ends. */
export interface MailMessage {
  /** Without the angle brackets. */
  readonly messageId: string;
  readonly sentAt: Date;
  readonly client: string;
  readonly text: string;
}

const PRACTICE = "Sandbox Practice <office@practice.example.com>";
const DAY = 86_400_000;

/** RFC 2047 words of at most 75 characters, UTF-8 in base64; plain ASCII stays as it is. */
export function encodedWords(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let chunk = "";
  const flush = (): void => {
    if (chunk !== "") words.push(`=?UTF-8?B?${Buffer.from(chunk, "utf8").toString("base64")}?=`);
    chunk = "";
  };
  for (const character of text) {
    if (Buffer.byteLength(chunk + character, "utf8") > 42) flush();
    chunk += character;
  }
  flush();
  return words.join("\n ");
}

/** RFC 2045 quoted-printable, UTF-8, lines of at most 76 characters. */
export function quotedPrintable(text: string): string {
  return text
    .split("\n")
    .map((line) => {
      let encoded = "";
      let column = 0;
      const bytes = Buffer.from(line, "utf8");
      bytes.forEach((byte, index) => {
        const last = index === bytes.length - 1;
        const plain = (byte > 32 && byte < 127 && byte !== 61) || (byte === 32 && !last);
        const piece = plain
          ? String.fromCharCode(byte)
          : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
        if (column + piece.length > 75) {
          encoded += "=\n";
          column = 0;
        }
        encoded += piece;
        column += piece.length;
      });
      return encoded;
    })
    .join("\n");
}

function base64Lines(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/.{76}/g, "$&\n");
}

function textPart(type: "plain" | "html", body: string): string {
  return `Content-Type: text/${type}; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n${quotedPrintable(body)}\n`;
}

function multipart(subtype: string, boundary: string, parts: readonly string[]): string {
  const body = parts.map((part) => `--${boundary}\n${part}`).join("\n");
  return `Content-Type: multipart/${subtype}; boundary="${boundary}"\n\n${body}\n--${boundary}--\n`;
}

function htmlOf(body: string): string {
  const escaped = body.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  return `<html><body><p>${escaped.replace(/\n/g, "<br>")}</p></body></html>`;
}

type Kind = "plain" | "alternative" | "attachment";

function contentOf(kind: Kind, body: string, boundary: string): string {
  if (kind === "plain") return textPart("plain", body);
  const alternative = multipart("alternative", boundary, [
    textPart("plain", body),
    textPart("html", htmlOf(body)),
  ]);
  if (kind === "alternative") return alternative;
  const note = Buffer.from("Appointment,Date\nNext session,see message\n", "utf8");
  const attachment = `Content-Type: text/csv; name="appointment.csv"\nContent-Disposition: attachment; filename="appointment.csv"\nContent-Transfer-Encoding: base64\n\n${base64Lines(note)}\n`;
  return multipart("mixed", `${boundary}_m`, [alternative, attachment]);
}

/** `Mon, 02 Mar 2026 17:00:00 +0000` */
function mailDate(at: Date): string {
  return at.toUTCString().replace("GMT", "+0000");
}

const TOPICS: readonly (readonly [subject: string, body: string])[] = [
  [
    "Appointment next week",
    "Hello,\n\ncould we move the appointment to Thursday?\n\nFrom Thursday on I am in town again.",
  ],
  [
    "Rechnung für März – Frage",
    "Guten Tag,\n\nzu der letzten Rechnung habe ich eine Frage: stimmt der Betrag so?\n\nViele Grüße",
  ],
  ["Re: Invoice", "Thank you, it is paid.\n\n> Please find the invoice enclosed."],
  ["予約の確認", "次回の予約を確認させてください。よろしくお願いします。"],
  ["Your appointment details", "Please find the details of the next appointment enclosed."],
];

/** Two or three messages a client, in and out, over the time since the client joined; oldest first. */
export function createMail(clients: readonly Client[], now: Date, random: Random): readonly MailMessage[] {
  const messages: MailMessage[] = [];
  clients.forEach((client, index) => {
    const count = random.integer(2, 3);
    const span = now.getTime() - client.joined.getTime() - DAY;
    for (let i = 0; i < count; i++) {
      const number = messages.length;
      const [subject, body] = TOPICS[(index + i) % TOPICS.length] ?? ["Hello", "Hello"];
      const kind: Kind = subject.startsWith("Your")
        ? "attachment"
        : random.chance(0.5)
          ? "plain"
          : "alternative";
      const name = `${encodedWords(`${client.firstName} ${client.lastName}`)} <${client.email}>`;
      const outgoing = kind === "attachment";
      const sentAt = new Date(client.joined.getTime() + Math.floor((span * (i + 1)) / (count + 1)));
      const messageId = `${random.text(16)}.${number}@mail.example.com`;
      const headers = [
        `Message-ID: <${messageId}>`,
        `Date: ${mailDate(sentAt)}`,
        `From: ${outgoing ? PRACTICE : name}`,
        `To: ${outgoing ? name : PRACTICE}`,
        `Subject: ${encodedWords(subject)}`,
        "MIME-Version: 1.0",
      ].join("\n");
      const text = `${headers}\n${contentOf(kind, body, `sandbox_${number}`)}`;
      messages.push({ messageId, sentAt, client: client.key, text });
    }
  });
  return messages.sort((a, b) => a.sentAt.getTime() - b.sentAt.getTime());
}
