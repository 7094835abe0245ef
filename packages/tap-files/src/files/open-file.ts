import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";

const chunkSize = 256 * 1024;
const printSize = 64 * 1024;

/** The bytes of an open file from `offset`, chunk by chunk; each chunk is the reader's to keep. */
export async function* chunksOf(
  handle: FileHandle,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  let position = offset;
  for (;;) {
    signal.throwIfAborted();
    const buffer = Buffer.allocUnsafe(chunkSize);
    const { bytesRead } = await handle.read(buffer, 0, chunkSize, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/**
 * A fingerprint of what lies before `offset`: its first and last 64 KiB. Enough to tell a file that grew from one
 * that was replaced, without reading all of it again.
 */
export async function fingerprint(handle: FileHandle, offset: number): Promise<string> {
  const size = Math.min(printSize, offset);
  const hash = createHash("sha256");
  for (const position of [0, offset - size]) {
    const buffer = Buffer.alloc(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await handle.read(buffer, filled, size - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    hash.update(buffer.subarray(0, filled));
  }
  return hash.update(String(offset)).digest("hex").slice(0, 32);
}
