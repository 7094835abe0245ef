import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BUSY_TIMEOUT_MS = 10_000;

/**
 * The throw-away copies of the SQLite files that a dry run writes to. They last as long as the invocation, so that a
 * later job reads what an earlier one would have written.
 */
export class DryCopies {
  #folder: string | undefined;
  readonly #copies = new Map<string, string>();

  /** The copy of a file, when one was made. */
  find(path: string): string | undefined {
    return this.#copies.get(path);
  }

  /** The copy of a file; made now (of nothing: an empty database) unless it was before. */
  async make(path: string): Promise<string> {
    const before = this.#copies.get(path);
    if (before !== undefined) return before;
    this.#folder ??= mkdtempSync(join(tmpdir(), "lorchestra-dry-"));
    const copy = join(this.#folder, `${this.#copies.size}.db`);
    if (existsSync(path)) await copyDatabase(path, copy);
    this.#copies.set(path, copy);
    return copy;
  }

  /** Removes all copies. */
  remove(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
    this.#copies.clear();
  }
}

async function copyDatabase(path: string, copy: string): Promise<void> {
  const { DatabaseSync, backup } = await import("node:sqlite");
  const original = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    await backup(original, copy);
  } finally {
    original.close();
  }
}
