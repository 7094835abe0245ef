import type { Writable } from "node:stream";
import { SingerOutputError } from "../errors.ts";
import type { JsonObject } from "../stream.ts";

/** Writes messages, one a line, no faster than the reader takes them. */
export class MessageWriter {
  readonly #out: Writable;
  readonly #onError: (error: Error) => void;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(out: Writable) {
    this.#out = out;
    this.#onError = (error) => {
      this.#failure ??= error;
      this.#wake?.();
    };
    out.on("error", this.#onError);
  }

  /** Throws a {@link SingerOutputError} once the reader has gone. */
  async write(message: JsonObject): Promise<void> {
    this.#check();
    if (this.#out.write(`${JSON.stringify(message)}\n`)) return;
    await this.#drained();
    this.#check();
  }

  /** Waits until everything has left, or throws. */
  async flush(): Promise<void> {
    await new Promise<void>((resolve) => this.#out.write("", () => resolve()));
    this.#check();
  }

  #check(): void {
    if (this.#failure !== undefined) throw new SingerOutputError({ cause: this.#failure });
  }

  async #drained(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#out.once("drain", resolve);
    });
    if (this.#wake !== undefined) this.#out.off("drain", this.#wake);
    this.#wake = undefined;
  }
}
