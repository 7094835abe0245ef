import { createHash } from "node:crypto";
import type { JsonObject, JsonSchema } from "@lorchestra/tap-kit";
import { decodeWords } from "postal-mime";

/** Shape of the records of `mbox` and `eml`. */
export const mailSchema: JsonSchema = {
  type: "object",
  required: ["id", "raw", "size", "received_at", "labels"],
  properties: {
    id: {
      type: "string",
      description: "Message-ID without <>, or sha256:<hex> of the bytes when there is none.",
    },
    raw: { type: "string", contentEncoding: "base64", description: "The message, RFC 5322." },
    size: { type: "integer", description: "Bytes of the message." },
    received_at: { type: ["string", "null"], format: "date-time", description: "From the mbox separator." },
    labels: { type: "array", items: { type: "string" }, description: "X-Gmail-Labels (Google Takeout)." },
  },
};

/** The record of a message. */
export function mailRecord(bytes: Buffer, receivedAt: string | null): JsonObject {
  const headers = headersOf(bytes);
  return {
    id: messageId(headers) ?? `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
    raw: bytes.toString("base64"),
    size: bytes.length,
    received_at: receivedAt,
    labels: labelsOf(headers),
  };
}

/** The id of a message of which only the beginning is known; undefined when it has no Message-ID. */
export function idOfHead(head: Buffer): string | undefined {
  return messageId(headersOf(head));
}

const longestHeaders = 256 * 1024;

/** The header block as text, unfolded. */
function headersOf(bytes: Buffer): string {
  const text = bytes.toString("utf8", 0, longestHeaders);
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  return text.slice(0, end).replace(/\r?\n(?=[ \t])/g, "");
}

function field(headers: string, name: string): string | undefined {
  return new RegExp(`^${name}[ \\t]*:(.*)$`, "im").exec(headers)?.[1]?.trim();
}

function messageId(headers: string): string | undefined {
  const value = field(headers, "message-id");
  const id = (/<([^<>]*)>/.exec(value ?? "")?.[1] ?? value)?.trim();
  // Ids that lost bytes, or hold controls, might not be told apart: such a message is known by its content.
  if (id === undefined || id === "" || id.length > 998 || /[\p{Cc}\ufffd]/u.test(id)) return undefined;
  return id;
}

/** Comma separated, a label with a comma in quotes; encoded words as RFC 2047 says. */
function labelsOf(headers: string): string[] {
  const value = decodeWords(field(headers, "x-gmail-labels") ?? "");
  const labels = value.match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? [];
  return labels
    .map((label) => label.trim())
    .map((label) => (label.startsWith('"') ? label.slice(1, -1).replace(/\\(.)/g, "$1") : label))
    .filter((label) => label !== "");
}
