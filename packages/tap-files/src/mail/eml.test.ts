import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStream } from "@lorchestra/tap-kit";
import { collect } from "@lorchestra/tap-kit/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tap } from "../tap.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tap-files-"));
  await mkdir(join(root, "mail", "2024"), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const message = (id: string): string => `Message-ID: <${id}@example.com>\n\nHello\n`;
const put = (name: string, content: string): Promise<void> => writeFile(join(root, "mail", name), content);
const read = (path: string, more: Parameters<typeof collect>[1] = {}, config = {}) =>
  collect(openStream(tap, "eml", { path, ...config }), { root, ...more });
const ids = (records: readonly object[]): unknown[] => records.map((record) => Object(record).id);

describe("folders", () => {
  test("are read with their folders, in order; hidden and other files are left", async () => {
    await put("b.eml", message("b"));
    await put("2024/a.EML", message("a"));
    await put("notes.txt", "no mail");
    await put("._b.eml", "junk of another system");
    await put(".hidden.eml", message("hidden"));
    const { records, problems } = await read("mail");
    expect(ids(records)).toEqual(["a@example.com", "b@example.com"]);
    expect(problems).toEqual([]);
  });

  test("globs", async () => {
    await put("b.eml", message("b"));
    await put("2024/a.eml", message("a"));
    expect(ids((await read("mail/*.eml")).records)).toEqual(["b@example.com"]);
    expect(ids((await read("mail/**/*.eml")).records)).toEqual(["a@example.com", "b@example.com"]);
    expect(ids((await read(join(root, "mail", "b.eml"))).records)).toEqual(["b@example.com"]);
  });

  test("a name with brackets is a name first", async () => {
    await put("old [1].eml", message("one"));
    expect(ids((await read("mail/old [1].eml")).records)).toEqual(["one@example.com"]);
  });

  test("only new and changed files are read again; what is gone leaves the state", async () => {
    await put("a.eml", message("a"));
    await put("b.eml", message("b"));
    const first = await read("mail");
    await put("b.eml", message("b, changed"));
    await put("c.eml", message("c"));
    await rm(join(root, "mail", "a.eml"));
    const second = await read("mail", { state: first.state });
    expect(ids(second.records)).toEqual(["b, changed@example.com", "c@example.com"]);
    expect(Object.keys(Object(second.state).files)).toEqual(["mail/b.eml", "mail/c.eml"]);
  });

  test("a link in a circle ends, a broken one is a problem", async () => {
    await put("a.eml", message("a"));
    await symlink(join(root, "mail"), join(root, "mail", "2024", "circle"));
    await symlink("/no/such/file", join(root, "mail", "z.eml"));
    const { records, problems } = await read("mail");
    expect(ids(records)).toEqual(["a@example.com"]);
    expect(problems).toEqual([{ type: "problem", reason: "unreadable", detail: "mail/z.eml, ENOENT" }]);
  });

  test("checkpoints come every 500 files", async () => {
    await Promise.all(Array.from({ length: 501 }, (_, id) => put(`${id}.eml`, message(`${id}`))));
    const { messages } = await read("mail");
    const at = messages.flatMap(({ type }, index) => (type === "checkpoint" ? [index] : []));
    expect(at).toEqual([500, 502]);
  });
});

describe("single messages", () => {
  test("a separator line of an mbox is taken off and dates the message", async () => {
    await put("a.eml", `From x Tue Jan 30 09:15:30 2024\n${message("a")}`);
    const { records } = await read("mail");
    expect(records).toEqual([
      {
        id: "a@example.com",
        raw: Buffer.from(message("a")).toString("base64"),
        size: message("a").length,
        received_at: "2024-01-30T09:15:30.000Z",
        labels: [],
      },
    ]);
  });

  test("empty and too large ones are problems", async () => {
    await put("a.eml", " \n");
    await put("b.eml", message("b") + "x".repeat(3000));
    const { records, problems } = await read("mail", {}, { max_record_bytes: 2000 });
    expect(records).toEqual([]);
    expect(problems).toEqual([
      { type: "problem", reason: "empty_message", detail: "mail/a.eml" },
      {
        type: "problem",
        reason: "message_too_large",
        detail: "mail/b.eml, more than 2000 bytes",
        key: { id: "b@example.com" },
      },
    ]);
  });
});

describe("paths that cannot be read", () => {
  test("a path that is not there", async () => {
    await expect(read("nowhere")).rejects.toMatchObject({
      code: "files_not_found",
      message: "path: nowhere does not exist. Check the path; it is relative to the project.",
    });
  });

  test("a glob that matches nothing is nothing, and said", async () => {
    const said: string[] = [];
    const { records } = await read("mail/*.eml", { log: (_level, text) => said.push(text) });
    expect({ records, said }).toEqual({ records: [], said: ["no eml file at mail/*.eml"] });
  });

  test.skipIf(process.getuid?.() === 0)(
    "no permission: error for the path itself, problem inside",
    async () => {
      await put("a.eml", message("a"));
      await chmod(join(root, "mail", "a.eml"), 0);
      await expect(read("mail/a.eml")).rejects.toMatchObject({ code: "files_not_permitted" });
      expect((await read("mail")).problems).toMatchObject([{ reason: "unreadable" }]);
    },
  );
});
