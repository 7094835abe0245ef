import type { Attachment, Email } from "postal-mime";
import type { JsonObject } from "../../../../json.ts";

/** The attachments of a message in its order. A file has no ids for its parts: they are numbered. */
export function attachmentsOf(message: Email, id: string): JsonObject[] {
  return message.attachments.map((attachment, index) => ({
    filename: attachment.filename,
    mimeType: attachment.mimeType || "application/octet-stream",
    size: typeof attachment.content === "string" ? null : attachment.content.byteLength,
    blobId: `blob-att-${id}-${index}`,
    cid: contentId(attachment),
    isInline: isInline(attachment),
  }));
}

function contentId({ contentId: header }: Attachment): string | null {
  const id = header?.replace(/^\s*</, "").replace(/>\s*$/, "").trim();
  return id === undefined || id === "" ? null : id;
}

/** Pictures in the HTML, and further forms of the same text (`text/x-amp-html`): nothing that a reader would open or save. */
function isInline({ disposition, related, filename, mimeType }: Attachment): boolean {
  if (disposition !== null) return disposition === "inline";
  return (
    related === true || (filename === null && mimeType.startsWith("text/") && mimeType !== "text/calendar")
  );
}
