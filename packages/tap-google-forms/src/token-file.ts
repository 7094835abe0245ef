import { createHash, randomUUID } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { type Json, ownProperty, parseJson } from "@lorchestra/tap-kit";
import { TokenFileError } from "./errors.ts";

function fingerprint(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/**
 * The refresh token to use: the one that Google gave in place of the configured one, if there was such. A file that
 * belongs to another configured token (someone signed in anew) does not count.
 *
 * @throws TokenFileError when the file is there and can't be read
 */
export async function readRefreshToken(path: string, configured: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return configured;
    throw new TokenFileError(path, "can't be read", { cause });
  }
  let kept: Json;
  try {
    kept = parseJson(text);
  } catch {
    // The cause is left out: it could quote the token.
    throw new TokenFileError(path, "is not JSON; delete it and sign in again");
  }
  const token = ownProperty(kept, "refresh_token");
  if (typeof token !== "string" || token === "") {
    throw new TokenFileError(path, "has no refresh_token; delete it and sign in again");
  }
  return ownProperty(kept, "replaces") === fingerprint(configured) ? token : configured;
}

/** Writes a whole file or nothing: a temp file beside it, on disk before the rename. `writeFile` throws on a short write. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Keeps the refresh token that takes the place of the configured one. Atomic; 0600. */
export async function writeRefreshToken(path: string, configured: string, token: string): Promise<void> {
  const text = `${JSON.stringify({ replaces: fingerprint(configured), refresh_token: token })}\n`;
  try {
    await replaceFile(path, text);
  } catch (cause) {
    throw new TokenFileError(path, "can't be written; the new refresh token would be lost", { cause });
  }
}
