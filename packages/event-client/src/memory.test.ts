import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("forty payloads of 10 MB go in and come out of what is due in a heap of 200 MB", () => {
  const folder = mkdtempSync(join(tmpdir(), "lorchestra-memory-"));
  try {
    const program = fileURLToPath(new URL("./test-processes/large-payloads.ts", import.meta.url));
    const output = execFileSync(
      process.execPath,
      ["--max-old-space-size=200", "--conditions=source", program, join(folder, "w.db"), "40"],
      { encoding: "utf8" },
    );
    expect(JSON.parse(output)).toEqual({
      inserted: 40,
      updated: 0,
      unchanged: 0,
      due: 40,
      characters: 400_000_000,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
