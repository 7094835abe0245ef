import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { init } from "./init.ts";

test("init writes private files and keeps what is there", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "lorchestra-init-")), "mine");
  expect(await init(folder)).toBe(0);
  const config = readFileSync(join(folder, "lorchestra.yaml"), "utf8");
  expect(config).toContain("@lorchestra/tap-files");
  expect(statSync(join(folder, "lorchestra.yaml")).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, "exports")).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(folder, ".gitignore"), "utf8")).toContain(".env");
  expect(await init(folder)).toBe(0);
  expect(readFileSync(join(folder, "lorchestra.yaml"), "utf8")).toBe(config);
});
