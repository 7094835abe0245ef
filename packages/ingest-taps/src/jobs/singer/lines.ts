import type { Readable } from "node:stream";
import { IngestError } from "../../errors.ts";

/** Longest line of a tap, in bytes. */
export const maxLineBytes = 128 * 1024 * 1024;

/**
 * The lines of a stream of bytes, without empty ones, in bounded memory.
 *
 * @throws IngestError `singer_message` for a line over the limit, or one that is not UTF-8
 */
export async function* linesOf(
  stream: Readable,
  maxBytes: number = maxLineBytes,
): AsyncGenerator<{ readonly text: string; readonly number: number }, void, undefined> {
  let pieces: Buffer[] = [];
  let size = 0;
  let number = 0;
  const take = (): string => {
    const bytes = Buffer.concat(pieces);
    pieces = [];
    size = 0;
    number += 1;
    return decode(bytes, number);
  };
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    let at = 0;
    for (;;) {
      const end = bytes.indexOf(0x0a, at);
      const piece = bytes.subarray(at, end === -1 ? bytes.length : end);
      size += piece.length;
      if (size > maxBytes) {
        const message = `The Singer tap sent a line of more than ${maxBytes} bytes (line ${number + 1}).`;
        throw new IngestError("singer_message", message);
      }
      pieces.push(piece);
      if (end === -1) break;
      const text = take();
      if (text !== "") yield { text, number };
      at = end + 1;
    }
  }
  const text = take();
  if (text !== "") yield { text, number };
}

function decode(bytes: Buffer, number: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).trim();
  } catch (cause) {
    throw new IngestError(
      "singer_message",
      `The Singer tap sent a line that is not UTF-8 (line ${number}).`,
      { cause },
    );
  }
}
