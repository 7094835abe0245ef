/** One line of a file. */
export interface Line {
  /** Counted from 1, from where reading began. */
  readonly number: number;
  /** Without its line end; null when it is longer than the limit. */
  readonly bytes: Buffer | null;
  /** Byte after its line end. */
  readonly end: number;
  /** False for the last line when the file does not end with a line end: it may still be written. */
  readonly ended: boolean;
}

/** Splits a file into lines in bounded memory. */
export class LineSplitter {
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #size = 0;
  #number = 0;
  #position: number;

  constructor(maxBytes: number, offset: number) {
    this.#maxBytes = maxBytes;
    this.#position = offset;
  }

  *push(chunk: Buffer): Generator<Line> {
    let at = 0;
    for (;;) {
      const end = chunk.indexOf(0x0a, at);
      if (end === -1) break;
      this.#keep(chunk.subarray(at, end));
      at = end + 1;
      yield this.#line(this.#position + at, true);
    }
    this.#keep(chunk.subarray(at));
    this.#position += chunk.length;
  }

  *end(): Generator<Line> {
    if (this.#size > 0) yield this.#line(this.#position, false);
  }

  #keep(bytes: Buffer): void {
    this.#size += bytes.length;
    if (this.#size <= this.#maxBytes) this.#pieces.push(bytes);
    else this.#pieces = [];
  }

  #line(end: number, ended: boolean): Line {
    this.#number += 1;
    const bytes = this.#size > this.#maxBytes ? null : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#size = 0;
    return { number: this.#number, bytes, end, ended };
  }
}
