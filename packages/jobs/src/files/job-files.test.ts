import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PathRefusedError } from "../errors.ts";
import { tempFolder } from "../testing/temp-project.ts";
import { DryCopies } from "./dry-copies.ts";
import { jobFiles } from "./job-files.ts";
import { locateSink } from "./locate.ts";

const real = { dryRun: false, testTable: false };
const files = (root: string, isolation = real) =>
  jobFiles({ root, environment: { OUT: "outside" }, isolation, dryCopies: new DryCopies() });
const text = (bytes: Uint8Array | null): string | null => bytes && Buffer.from(bytes).toString();

test("files are written whole, private, listed, removed with the folders they leave empty", async () => {
  using temp = tempFolder();
  const folder = await files(temp.root).folder("out");
  expect(await folder.list()).toEqual([]);
  expect(await folder.read("a.md")).toBeNull();
  const path = await folder.write("clients/Ünal 🙂/a.md", "one");
  expect(path).toBe(join(temp.root, "out/clients/Ünal 🙂/a.md"));
  await folder.write("clients/Ünal 🙂/a.md", new TextEncoder().encode("two"));
  await folder.write("b.md", "");
  expect(text(await folder.read("clients/Ünal 🙂/a.md"))).toBe("two");
  expect(await folder.list()).toEqual(["b.md", "clients/Ünal 🙂/a.md"]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(temp.root, "out/clients")).mode & 0o777).toBe(0o700);
  expect(await folder.remove("clients/Ünal 🙂/a.md")).toBe(true);
  expect(await folder.remove("clients/Ünal 🙂/a.md")).toBe(false);
  expect(readdirSync(join(temp.root, "out"))).toEqual(["b.md"]);
});

test.each(["../x", "a/../../x", "/etc/passwd", "", "a//b", "./a", "a/..", "a\0b", "a/"])(
  "%j is refused",
  async (path) => {
    using temp = tempFolder();
    const folder = await files(temp.root).folder("out");
    for (const attempt of [folder.write(path, "x"), folder.read(path), folder.remove(path)]) {
      await expect(attempt).rejects.toBeInstanceOf(PathRefusedError);
    }
  },
);

test("no path made of dots, slashes and links leads out", async () => {
  using temp = tempFolder({ "outside/secret.txt": "secret", "out/in/x.txt": "in" });
  const { root } = temp;
  symlinkSync(join(root, "outside"), join(root, "out/link"));
  symlinkSync(join(root, "outside/secret.txt"), join(root, "out/file"));
  symlinkSync(join(root, "nowhere"), join(root, "out/dangling"));
  symlinkSync(join(root, "out/in"), join(root, "out/fine"));
  const folder = await files(root).folder("out");
  for (const path of [
    "link/secret.txt",
    "link/new.txt",
    "file",
    "dangling",
    "dangling/x",
    "fine/../link/x",
  ]) {
    await expect(folder.write(path, "x")).rejects.toBeInstanceOf(PathRefusedError);
    await expect(folder.read(path)).rejects.toBeInstanceOf(PathRefusedError);
    await expect(folder.remove(path)).rejects.toBeInstanceOf(PathRefusedError);
  }
  expect(text(await folder.read("fine/x.txt"))).toBe("in");
  const segment = fc.constantFrom("..", ".", "link", "file", "in", "fine", "dangling", "x", "");
  await fc.assert(
    fc.asyncProperty(fc.array(segment, { minLength: 1, maxLength: 5 }), async (segments) => {
      await folder.write(segments.join("/"), "written").catch((error: Error) => error);
      expect(readdirSync(join(root, "outside"))).toEqual(["secret.txt"]);
      expect(readFileSync(join(root, "outside/secret.txt"), "utf8")).toBe("secret");
      expect(readdirSync(root).sort()).toEqual(["out", "outside"]);
    }),
    { numRuns: 200 },
  );
});

test("the folder itself may be reached through a link", async () => {
  using temp = tempFolder({ "real/a.txt": "a" });
  symlinkSync(join(temp.root, "real"), join(temp.root, "out"));
  const folder = await files(temp.root).folder("out");
  await folder.write("b.txt", "b");
  expect(readdirSync(join(temp.root, "real")).sort()).toEqual(["a.txt", "b.txt"]);
});

test("a temp file of a process that died is not listed, and is gone when it is old", async () => {
  using temp = tempFolder();
  const old = join(temp.root, "out/x/.lorchestra-0123456789abcdef.tmp");
  const fresh = join(temp.root, "out/.lorchestra-fedcba9876543210.tmp");
  mkdirSync(join(temp.root, "out/x"), { recursive: true });
  for (const path of [old, fresh]) writeFileSync(path, "half of a rec");
  const hourAgo = Date.now() / 1000 - 3600;
  utimesSync(old, hourAgo, hourAgo);
  const folder = await files(temp.root).folder("out");
  expect(await folder.list()).toEqual([]);
  expect(readdirSync(join(temp.root, "out/x"))).toEqual([]);
  expect(readdirSync(join(temp.root, "out"))).toContain(".lorchestra-fedcba9876543210.tmp");
});

test("a write that fails leaves the old file and nothing else", async () => {
  using temp = tempFolder();
  const folder = await files(temp.root).folder("out");
  await folder.write("a/b", "whole");
  await expect(folder.write("a", "x")).rejects.toThrow("EISDIR");
  expect(await folder.list()).toEqual(["a/b"]);
  expect(readdirSync(join(temp.root, "out"))).toEqual(["a"]);
});

test("a dry run refuses what the real one refuses and writes nothing", async () => {
  using temp = tempFolder({ "out/a.md": "a" });
  const folder = await files(temp.root, { dryRun: true, testTable: false }).folder("out");
  expect(await folder.write("b/c.md", "x")).toBe(join(temp.root, "out/b/c.md"));
  await expect(folder.write("../x", "x")).rejects.toBeInstanceOf(PathRefusedError);
  expect(await folder.remove("a.md")).toBe(true);
  expect(await folder.remove("b.md")).toBe(false);
  expect(text(await folder.read("a.md"))).toBe("a");
  expect(await folder.list()).toEqual(["a.md"]);
  expect(readdirSync(join(temp.root, "out"))).toEqual(["a.md"]);
});

test("sinks: relative to the project, ~ and references expanded, the test twin beside the real one", () => {
  const at = (path: string, isolation = real) =>
    locateSink(path, { root: "/srv/practice", environment: { OUT: "/data" }, isolation });
  expect(at("out/views")).toBe("/srv/practice/out/views");
  expect(at("~/views/")).toBe(join(homedir(), "views"));
  expect(at(`\${OUT}/views`)).toBe("/data/views");
  expect(at("local.db", { dryRun: false, testTable: true })).toBe("/srv/practice/test_local.db");
  expect(() => at(`\${NOPE}/views`)).toThrow("needs the environment variable NOPE");
  for (const path of ["", ".", "..", "/", "~", "~/..", "/srv", "out/.."]) {
    expect(() => at(path)).toThrow(PathRefusedError);
  }
});

test("a database is private; read-only it must exist; a dry run works on a copy that goes away", async () => {
  using temp = tempFolder();
  const path = join(temp.root, "sub/local.db");
  await expect(files(temp.root).database("sub/local.db", { readOnly: true })).rejects.toThrow(
    `there is no SQLite file ${path}; run the job that makes it first`,
  );
  const first = await files(temp.root).database("sub/local.db");
  first.db.exec("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  first.close();
  expect(statSync(path).mode & 0o777).toBe(0o600);

  const bytes = readFileSync(path);
  const dry = await files(temp.root, { dryRun: true, testTable: false }).database("sub/local.db");
  dry.db.exec("INSERT INTO t VALUES (2)");
  expect(dry.db.prepare("SELECT COUNT(*) AS n FROM t").get()).toEqual({ n: 2 });
  expect(dry.path).toBe(path);
  dry.close();
  expect(readFileSync(path).equals(bytes)).toBe(true);

  const fresh = await files(temp.root, { dryRun: true, testTable: false }).database("none/new.db");
  fresh.db.exec("CREATE TABLE t (x)");
  fresh.close();
  expect(readdirSync(temp.root)).toEqual(["sub"]);

  const reader = await files(temp.root).database("sub/local.db", { readOnly: true });
  expect(() => reader.db.exec("DELETE FROM t")).toThrow("readonly");
  reader.close();
  const twin = await files(temp.root, { dryRun: false, testTable: true }).database("sub/local.db");
  twin.close();
  expect(readdirSync(join(temp.root, "sub")).sort()).toEqual(["local.db", "test_local.db"]);
});
