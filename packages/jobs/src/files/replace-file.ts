import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { mark } from "@lorchestra/warehouse";

const TEMP = /^\.lorchestra-[0-9a-f]{16}\.tmp$/;

/** Whether a file name is that of a temp file which a process left behind when it died. */
export function isTempName(name: string): boolean {
  return TEMP.test(name);
}

/**
 * Puts a file (0600) in place of `path` all at once: temp file, fsync, rename. Own lines rather than
 * write-file-atomic: that one does not notice a short write (disk full: half a file takes the whole one's place),
 * and its temp names cannot be told from real ones, so what a killed process leaves could never be cleaned up.
 */
export async function replaceFile(path: string, data: Uint8Array | string): Promise<void> {
  const temp = join(dirname(path), `.lorchestra-${randomBytes(8).toString("hex")}.tmp`);
  try {
    const handle = await open(temp, "wx", 0o600);
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    mark("rename.before");
    await rename(temp, path);
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
  mark("rename.after");
}
