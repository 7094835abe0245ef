import { createHash } from "node:crypto";

const PROJECTED_AT = /^(---\n(?:(?!---\n).*\n)*?projected_at: )"([^"\n]*)"(?=\n)/;

/** SHA-256 (hex) of a file's bytes. */
export function fileHash(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/** SHA-256 (hex) of a projected file with its `projected_at` left out: what changes when the record does. */
export function contentHash(text: string): string {
  return fileHash(text.replace(PROJECTED_AT, '$1""'));
}

/** The `projected_at` of a projected file; undefined when it is no such file. */
export function projectedAtOf(text: string): string | undefined {
  return PROJECTED_AT.exec(text)?.[2];
}
