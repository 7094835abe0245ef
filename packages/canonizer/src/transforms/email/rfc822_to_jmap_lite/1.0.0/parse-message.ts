import PostalMime, { type Email } from "postal-mime";
import { TransformError } from "../../../../errors.ts";

/**
 * Parses a message. Where the parser would lose a body, it gets the message again with a Content-Type in front of the
 * headers (the first one counts): text for a multipart whose parts it can't find and for a type that is no type
 * (RFC 2045, 5.2), windows-1252 for bytes that are no UTF-8 and declare nothing.
 * Throws a {@link TransformError} `mime_limit`.
 */
export async function parseMessage(bytes: Buffer): Promise<Email> {
  const message = await parse(bytes);
  const type = message.headers.find(({ key }) => key === "content-type")?.value;
  const better = betterType(message, type);
  if (better === undefined) return message;
  return parse(Buffer.concat([Buffer.from(`Content-Type: ${better}\r\n`), bytes]));
}

function betterType(message: Email, type: string | undefined): string | undefined {
  const isEmpty = !message.text && !message.html && message.attachments.length === 0;
  if (type === undefined) return hasUnknownBytes(message) ? "text/plain; charset=windows-1252" : undefined;
  if (!/^\s*[\w.+-]+\/[\w.+-]+/.test(type)) return "text/plain";
  if (/^\s*multipart\//i.test(type)) return isEmpty ? "text/plain" : undefined;
  return hasUnknownBytes(message) && !/charset/i.test(type) ? `${type}; charset=windows-1252` : undefined;
}

function hasUnknownBytes(message: Email): boolean {
  return [message.text, message.html].some((body) => body?.includes("\uFFFD") === true);
}

/**
 * An attached message stays an attachment, as in RFC 8621: taken into the body, its text would be read as the sender's
 * (and the parser writes its date in the machine's locale and zone).
 */
async function parse(bytes: Buffer): Promise<Email> {
  try {
    return await PostalMime.parse(bytes, { forceRfc822Attachments: true });
  } catch (error) {
    if (error instanceof Error && /^Maximum /.test(error.message))
      throw new TransformError(
        "mime_limit",
        "/raw",
        "the message has more than 256 levels of parts or more than 2 MiB of headers",
      );
    throw error;
  }
}
