import { decodeWords, type Email } from "postal-mime";
import { TransformError } from "../../../../errors.ts";
import type { JsonObject } from "../../../../json.ts";
import { integer, text, texts } from "../../../../transform-kit/fields.ts";
import { mailboxes } from "../../../../transform-kit/mail-addresses.ts";
import { mailDate } from "../../../../transform-kit/mail-date.ts";
import { messageIds } from "../../../../transform-kit/message-ids.ts";
import { previewOf } from "../../../../transform-kit/preview.ts";
import { isoTimeOfText } from "../../../../transform-kit/time.ts";
import { attachmentsOf, hasAttachment } from "./attachments.ts";
import { textOfHtml } from "./html-text.ts";
import { importanceOf, keywordsOf } from "./labels.ts";
import { messageBytes } from "./message-bytes.ts";
import { parseMessage } from "./parse-message.ts";

/** A message from a file -> canonical e-mail (RFC 8621). Throws a {@link TransformError} `no_date` for one that bears no time at all. */
export async function transform(raw: JsonObject): Promise<JsonObject> {
  const bytes = messageBytes(text(raw, "raw") ?? "");
  const message = await parseMessage(bytes);
  const header = (key: string) => message.headers.find((found) => found.key === key)?.value;
  const id = text(raw, "id") ?? "";
  const labels = texts(raw, "labels");
  const subject = header("subject");
  const ids = {
    messageId: messageIds(header("message-id")),
    inReplyTo: messageIds(header("in-reply-to")),
    references: messageIds(header("references")),
  };
  const attachments = attachmentsOf(message, id);
  return {
    id,
    blobId: `blob-${id}`,
    threadId: ids.references?.[0] ?? ids.inReplyTo?.[0] ?? ids.messageId?.[0] ?? id,
    ...ids,
    from: mailboxes(message.headers, "from"),
    to: mailboxes(message.headers, "to"),
    cc: mailboxes(message.headers, "cc"),
    bcc: mailboxes(message.headers, "bcc"),
    replyTo: mailboxes(message.headers, "reply-to"),
    subject: subject === undefined ? null : decodeWords(subject),
    sentAt: mailDate(header("date") ?? ""),
    receivedAt: receivedAt(raw, message),
    size: integer(raw, "size") ?? bytes.length,
    preview: previewOf(message.text ?? (await textOfHtml(message.html ?? ""))),
    body: { text: message.text ?? null, html: message.html ?? null },
    attachments,
    hasAttachment: hasAttachment(attachments),
    keywords: keywordsOf(labels),
    labels,
    importance: importanceOf(labels, header),
  };
}

/**
 * When the mailbox got it: what the file says, else the newest Received header (they are put on top) that bears a date,
 * else the sender's Date. A message without any of them is set aside: a made-up date would stand in somebody's record.
 */
function receivedAt(raw: JsonObject, message: Email): string {
  const stamps = message.headers.flatMap(({ key, value }) =>
    key === "received" ? [value.slice(value.lastIndexOf(";") + 1)] : [],
  );
  const dates = message.headers.flatMap(({ key, value }) => (key === "date" ? [value] : []));
  const stamped = [...stamps, ...dates].map(mailDate).find((time) => time !== null);
  const time = isoTimeOfText(text(raw, "received_at")) ?? stamped;
  if (time === undefined)
    throw new TransformError(
      "no_date",
      "/raw",
      "the message has no date: give the file a Date header, or leave it out",
    );
  return time;
}
