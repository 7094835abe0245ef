/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/**
 * A JSON value that is text already (for example canonical JSON that was hashed a moment ago).
 * A driver writes it into a JSON column as it is, so nothing is serialized twice.
 * The text must be valid JSON; whoever makes one answers for that.
 */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
