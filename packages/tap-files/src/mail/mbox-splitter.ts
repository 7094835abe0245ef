import { isFromLine, isHeaderLine } from "./from-line.ts";

/** One message of an mbox. */
export interface MboxMessage {
  /** The separator line, without its line end. */
  readonly fromLine: string;
  /** RFC 5322 bytes, unquoted; null when they are more than the limit. */
  readonly bytes: Buffer | null;
  /** The beginning of a message that is too large, to find its id in. */
  readonly head: Buffer;
  /** Byte in the file where its separator line begins. */
  readonly offset: number;
  /** False for bytes before the first separator line. */
  readonly separated: boolean;
}

/** No separator line, and nothing that must be unquoted, is decided beyond so many bytes of a line. */
const longestHead = 8 * 1024;
const LF = 0x0a;
const CR = 0x0d;
const GT = 0x3e;
const F = 0x46;

/**
 * Splits an mbox into messages, chunk by chunk, holding one message at a time. A separator is a line that looks like
 * a From_ line, follows an empty line (or begins the file) and is followed by a header line: a sentence that begins
 * with "From " in a message body is not one. `>From ` lines lose one `>` (mboxrd; mboxo reads the same).
 */
export class MboxSplitter {
  readonly #maxBytes: number;
  /** Bytes of a line whose end has not come. */
  #rest: Buffer = Buffer.alloc(0);
  /** Position in the file of the first byte of `#rest`. */
  #position: number;
  #inLongLine = false;
  #afterEmpty = true;
  /** A line that looks like a separator; the next line decides. */
  #candidate: { line: Buffer; offset: number } | undefined;
  #message: Gathering | undefined;

  constructor(maxBytes: number, offset: number) {
    this.#maxBytes = maxBytes;
    this.#position = offset;
  }

  /** Takes the next bytes of the file; gives the messages that they complete. */
  *push(chunk: Buffer): Generator<MboxMessage> {
    const buffer = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      const end = buffer.indexOf(LF, at);
      if (end === -1) break;
      yield* this.#line(buffer.subarray(at, end + 1), this.#position + at);
      at = end + 1;
    }
    if (buffer.length - at > longestHead) {
      yield* this.#piece(buffer.subarray(at), this.#position + at);
      at = buffer.length;
    }
    this.#position += at;
    this.#rest = buffer.subarray(at);
  }

  /** The last message. */
  *end(): Generator<MboxMessage> {
    if (this.#rest.length > 0) yield* this.#line(this.#rest, this.#position);
    this.#rest = Buffer.alloc(0);
    if (this.#candidate !== undefined) this.#append(this.#candidate.line, this.#candidate.offset);
    this.#candidate = undefined;
    if (this.#message !== undefined) yield this.#message.finish();
    this.#message = undefined;
  }

  *#line(line: Buffer, offset: number): Generator<MboxMessage> {
    if (this.#inLongLine) {
      this.#inLongLine = false;
      this.#afterEmpty = false;
      this.#message?.add(line);
      return;
    }
    yield* this.#decide(line);
    const empty = line[0] === LF || (line[0] === CR && line[1] === LF);
    if (this.#afterEmpty && line[0] === F && isFromLine(line)) this.#candidate = { line, offset };
    else this.#append(line, offset);
    this.#afterEmpty = empty;
  }

  /** The beginning or the middle of a line that is longer than any separator. */
  *#piece(bytes: Buffer, offset: number): Generator<MboxMessage> {
    if (this.#inLongLine) {
      this.#message?.add(bytes);
      return;
    }
    yield* this.#decide(bytes);
    this.#append(bytes, offset);
    this.#inLongLine = true;
  }

  /** Settles a waiting candidate by the line after it. */
  *#decide(next: Buffer): Generator<MboxMessage> {
    const candidate = this.#candidate;
    if (candidate === undefined) return;
    this.#candidate = undefined;
    if (!isHeaderLine(next)) {
      this.#append(candidate.line, candidate.offset);
      return;
    }
    if (this.#message !== undefined) yield this.#message.finish();
    this.#message = new Gathering(
      candidate.line.toString("latin1").trimEnd(),
      candidate.offset,
      this.#maxBytes,
      true,
    );
  }

  #append(bytes: Buffer, offset: number): void {
    this.#message ??= new Gathering("", offset, this.#maxBytes, false);
    this.#message.add(unquote(bytes));
  }
}

/** `>From `, `>>From ` ... lose one `>`. */
function unquote(line: Buffer): Buffer {
  if (line[0] !== GT) return line;
  let at = 1;
  while (line[at] === GT) at += 1;
  return line[at] === F && line.toString("latin1", at, at + 5) === "From " ? line.subarray(1) : line;
}

/** The bytes of one message as they come, up to the limit. */
class Gathering {
  readonly #fromLine: string;
  readonly #offset: number;
  readonly #maxBytes: number;
  readonly #separated: boolean;
  #pieces: Buffer[] = [];
  #head: Buffer = Buffer.alloc(0);
  #size = 0;

  constructor(fromLine: string, offset: number, maxBytes: number, separated: boolean) {
    this.#fromLine = fromLine;
    this.#offset = offset;
    this.#maxBytes = maxBytes;
    this.#separated = separated;
  }

  add(bytes: Buffer): void {
    const before = this.#size;
    this.#size += bytes.length;
    // Two bytes more than the limit may be the empty line that separates messages.
    if (this.#size <= this.#maxBytes + 2) this.#keep(bytes);
    else if (before <= this.#maxBytes + 2) {
      this.#head = Buffer.concat(this.#pieces).subarray(0, 64 * 1024);
      this.#pieces = [];
    }
  }

  /** Lines that lie one after the other in memory are kept as one piece: a long message has a million lines. */
  #keep(bytes: Buffer): void {
    const last = this.#pieces.at(-1);
    if (last?.buffer === bytes.buffer && last.byteOffset + last.length === bytes.byteOffset) {
      this.#pieces[this.#pieces.length - 1] = Buffer.from(
        bytes.buffer,
        last.byteOffset,
        last.length + bytes.length,
      );
    } else {
      this.#pieces.push(bytes);
    }
  }

  finish(): MboxMessage {
    const common = { fromLine: this.#fromLine, offset: this.#offset, separated: this.#separated };
    const whole = this.#size <= this.#maxBytes + 2 ? withoutSeparator(Buffer.concat(this.#pieces)) : null;
    if (whole === null || whole.length > this.#maxBytes) {
      const head = whole?.subarray(0, 64 * 1024) ?? this.#head;
      return { ...common, bytes: null, head };
    }
    return { ...common, bytes: whole, head: whole };
  }
}

/** The empty line before the next separator belongs to the mbox, not to the message. */
function withoutSeparator(bytes: Buffer): Buffer {
  const text = bytes.toString("latin1", Math.max(0, bytes.length - 4));
  if (text.endsWith("\r\n\r\n")) return bytes.subarray(0, -2);
  return text.endsWith("\n\n") ? bytes.subarray(0, -1) : bytes;
}
