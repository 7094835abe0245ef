// Messages for tests of the mail transform.
import { type CanonizeResult, canonize } from "../src/canonize.ts";
import type { JsonObject } from "../src/json.ts";
import { createRegistry } from "../src/registry/registry.ts";

const registry = createRegistry();
const ref = "email/rfc822_to_jmap_lite@1.0.0";

/** A message as text, or as pieces of text and bytes. */
export type Source = string | readonly (string | Uint8Array)[];

/** The record that tap-files makes of a message. */
export function record(source: Source, more: JsonObject = {}): JsonObject {
  const parts = typeof source === "string" ? [source] : source;
  const bytes = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
  return {
    id: "m1",
    raw: bytes.toString("base64"),
    size: bytes.length,
    received_at: null,
    labels: [],
    ...more,
  };
}

/** Its canonical object; throws when there is none. */
export async function email(source: Source, more: JsonObject = {}): Promise<JsonObject> {
  const result = await canonizeMail(record(source, more));
  if (!("ok" in result)) throw new Error(JSON.stringify(result));
  return result.value;
}

/** A Date header. */
export const date = "Date: Sun, 11 Jan 2026 10:00:00 +0100";
/** Lines as mail ends them. */
export const lines = (...all: string[]) => all.join("\r\n");
/** A message of these headers and a multipart body. */
export const multipart = (subtype: string, ...parts: string[][]) =>
  lines(
    date,
    `Content-Type: multipart/${subtype}; boundary=b`,
    "",
    ...parts.flatMap((part) => ["--b", ...part]),
    "--b--",
    "",
  );

/** What becomes of a record. */
export function canonizeMail(raw: JsonObject): Promise<CanonizeResult> {
  return canonize(raw, ref, { registry });
}
