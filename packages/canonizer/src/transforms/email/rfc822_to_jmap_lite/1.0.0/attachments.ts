import type { Attachment, Email } from "postal-mime";
import type { Json } from "../../../../json.ts";

/** An attachment of the canonical e-mail. */
export interface MailAttachment {
  readonly [field: string]: Json;
  readonly filename: string | null;
  readonly cid: string | null;
  readonly isInline: boolean;
}

/** The attachments of a message in its order. A file has no ids for its parts: they are numbered. */
export function attachmentsOf(message: Email, id: string): MailAttachment[] {
  const shown = new Set([...(message.html ?? "").matchAll(/\bcid:([^\s"'<>)]+)/gi)].map((match) => match[1]));
  return message.attachments.map((attachment, index) => {
    const cid = contentId(attachment);
    return {
      filename: attachment.filename,
      mimeType: attachment.mimeType || "application/octet-stream",
      size: typeof attachment.content === "string" ? null : attachment.content.byteLength,
      blobId: `blob-att-${id}-${index}`,
      cid,
      isInline: (cid !== null && shown.has(cid)) || isInline(attachment),
    };
  });
}

/** Whether there is something to open or save: also a named part that Apple Mail sends as inline, like a PDF. */
export function hasAttachment(attachments: readonly MailAttachment[]): boolean {
  return attachments.some(({ isInline, filename, cid }) => !isInline || (filename !== null && cid === null));
}

function contentId({ contentId: header }: Attachment): string | null {
  const id = header?.replace(/^\s*</, "").replace(/>\s*$/, "").trim();
  return id === undefined || id === "" ? null : id;
}

/** As the sender said; without a word of it pictures of a multipart/related, and further forms of the text (`text/x-amp-html`). */
function isInline({ disposition, related, filename, mimeType }: Attachment): boolean {
  if (disposition !== null) return disposition === "inline";
  return (
    related === true || (filename === null && mimeType.startsWith("text/") && mimeType !== "text/calendar")
  );
}
