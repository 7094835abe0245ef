import { isUtf8 } from "node:buffer";
import { TransformError } from "../../../../errors.ts";

/** The bytes of a message from its record, without a byte order mark. Throws a {@link TransformError} `raw_not_base64`. */
export function messageBytes(base64: string): Buffer {
  const bytes = Buffer.from(base64, "base64");
  // Node leaves out what is not base64; then there are fewer bytes than the text's length says.
  if (bytes.length !== Buffer.byteLength(base64, "base64"))
    throw new TransformError("raw_not_base64", "/raw", "raw is not base64, so the message's bytes are lost");
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return readableHeaders(hasMark ? bytes.subarray(3) : bytes);
}

/**
 * The MIME parser reads headers as UTF-8, and loses every byte that is none. Old programs wrote them in the charset of the
 * body, without saying so: such lines are rewritten from the declared charset, windows-1252 where there is none.
 */
function readableHeaders(bytes: Buffer): Buffer {
  const end = headerEnd(bytes);
  const head = bytes.subarray(0, end);
  if (isUtf8(head)) return bytes;
  const declared = /charset\s*=\s*"?([a-z0-9_:.-]{1,40})/i.exec(head.toString("latin1"))?.[1];
  const decoder = legacyDecoder(declared);
  const lines = splitLines(head).map((line) => (isUtf8(line) ? line : Buffer.from(decoder.decode(line))));
  return Buffer.concat([...lines, bytes.subarray(end)]);
}

function headerEnd(bytes: Buffer): number {
  const ends = [bytes.indexOf("\n\n"), bytes.indexOf("\n\r\n")].filter((index) => index >= 0);
  return ends.length === 0 ? bytes.length : Math.min(...ends) + 1;
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf("\n", start);
    const next = newline < 0 ? bytes.length : newline + 1;
    lines.push(bytes.subarray(start, next));
    start = next;
  }
  return lines;
}

/** These lines are no UTF-8 whatever the message declares; single-byte and Asian charsets are ASCII below 128, UTF-16 is not. */
function legacyDecoder(label: string | undefined): TextDecoder {
  const fallback = new TextDecoder("windows-1252");
  if (label === undefined) return fallback;
  try {
    const decoder = new TextDecoder(label);
    return decoder.encoding.startsWith("utf-") ? fallback : decoder;
  } catch (error) {
    if (error instanceof RangeError) return fallback;
    throw error;
  }
}
