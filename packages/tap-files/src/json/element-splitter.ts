/** One element of a JSON array, or a whole document that is no array. */
export interface Element {
  /** Counted from 1; 0 for a document that is no array. */
  readonly index: number;
  /** Null when it is longer than the limit. */
  readonly bytes: Buffer | null;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);
const blank = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Splits a JSON document into the elements of its array without parsing it, in bounded memory; what is between
 * commas is an element, whether it is valid or not. A document that is no array is one element.
 */
export class ElementSplitter {
  readonly #maxBytes: number;
  #mode: "start" | "array" | "single" | "after" = "start";
  #depth = 0;
  #inString = false;
  #escaped = false;
  #pieces: Buffer[] = [];
  #size = 0;
  #index = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** What is wrong with the document at its end; undefined when it is whole. */
  get flaw(): "empty_file" | "truncated" | "text_after_end" | undefined {
    if (this.#mode === "start") return "empty_file";
    if (this.#mode === "array") return "truncated";
    return this.#mode === "after" && this.#size > 0 ? "text_after_end" : undefined;
  }

  *push(chunk: Buffer): Generator<Element> {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.#mode === "start") {
        if (blank.has(byte) || isBom(byte)) continue;
        this.#mode = byte === 0x5b ? "array" : "single";
        from = this.#mode === "array" ? at + 1 : at;
      } else if (this.#mode === "array" && this.#ends(byte)) {
        this.#keep(chunk.subarray(from, at));
        from = at + 1;
        const last = byte !== comma;
        yield* this.#element(last);
        if (last) this.#mode = "after";
      } else if (this.#mode === "after" && !blank.has(byte)) {
        this.#size += 1;
      }
    }
    if (this.#mode === "array" || this.#mode === "single") this.#keep(chunk.subarray(from));
  }

  /** What remains: a document that is no array, or the piece of an element that the file ends in. */
  *end(): Generator<Element> {
    if (this.#mode === "single") yield { ...this.#take(), index: 0 };
  }

  /** Whether a byte ends an element of the array. */
  #ends(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === backslash) this.#escaped = true;
      else if (byte === quote) this.#inString = false;
      return false;
    }
    if (byte === quote) this.#inString = true;
    else if (opening.has(byte)) this.#depth += 1;
    else if (closing.has(byte)) {
      if (this.#depth === 0) return true;
      this.#depth -= 1;
    }
    return byte === comma && this.#depth === 0;
  }

  /** `[]` and a comma before `]` make no element. */
  *#element(last: boolean): Generator<Element> {
    const element = this.#take();
    if (last && element.bytes?.every((byte) => blank.has(byte)) === true) return;
    this.#index += 1;
    yield { ...element, index: this.#index };
  }

  #keep(bytes: Buffer): void {
    this.#size += bytes.length;
    if (this.#size <= this.#maxBytes) this.#pieces.push(bytes);
    else this.#pieces = [];
  }

  #take(): { bytes: Buffer | null } {
    const bytes = this.#size > this.#maxBytes ? null : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#size = 0;
    return { bytes };
  }
}

function isBom(byte: number): boolean {
  return byte === 0xef || byte === 0xbb || byte === 0xbf;
}
