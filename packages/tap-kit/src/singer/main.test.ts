import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseJson } from "../json-text.ts";
import type { Json } from "../stream.ts";
import { countingTap } from "./fixtures/counting-tap.ts";
import { runSinger } from "./main.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tap-kit-singer-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes a file for an argument and gives its path. */
async function file(name: string, content: Json | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

async function run(...argv: string[]): Promise<{ code: number; messages: Json[]; logs: string }> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const output = Promise.all([text(stdout), text(stderr)]);
  const { signal } = new AbortController();
  const now = (): Date => new Date("2026-01-31T12:00:00.000Z");
  const code = await runSinger(countingTap, { argv, stdout, stderr, signal, now });
  stdout.end();
  stderr.end();
  const [lines, logs] = await output;
  return { code, messages: lines.split("\n").filter(Boolean).map(parseJson), logs };
}

const onlyNumbers = {
  streams: [{ tap_stream_id: "numbers", metadata: [{ breadcrumb: [], metadata: { selected: true } }] }],
};
const version = Date.parse("2026-01-31T12:00:00.000Z");
const record = (id: number): Json => ({
  type: "RECORD",
  stream: "numbers",
  record: { id, square: id * id },
  version,
  time_extracted: "2026-01-31T12:00:00.000Z",
});
const state = (at: number, problems = 0): Json => ({
  type: "STATE",
  value: { bookmarks: { numbers: { state: at, version, problems } } },
});
const activate: Json = { type: "ACTIVATE_VERSION", stream: "numbers", version };

describe("sync", () => {
  test("SCHEMA, RECORDs, STATE after what it covers, ACTIVATE_VERSION", async () => {
    const { code, messages, logs } = await run("--catalog", await file("catalog.json", onlyNumbers));
    expect(messages).toEqual([
      {
        type: "SCHEMA",
        stream: "numbers",
        schema: {
          type: "object",
          properties: {
            id: { type: "integer" },
            square: { type: "integer" },
            _sdc_deleted_at: { type: ["null", "string"], format: "date-time" },
          },
          required: ["id"],
        },
        key_properties: ["id"],
      },
      record(1),
      record(2),
      record(3),
      state(3),
      activate,
    ]);
    expect({ code, logs }).toEqual({ code: 0, logs: "" });
  });

  test("goes on from a state, under the version of the full read", async () => {
    const { messages } = await run(
      ...[
        "--state",
        await file("state.json", { bookmarks: { numbers: { state: 2, version: 7, problems: 0 } } }),
      ],
      ...["--properties", await file("catalog.json", onlyNumbers)],
    );
    expect(messages.slice(1)).toEqual([
      { ...Object(record(3)), version: 7 },
      { type: "STATE", value: { bookmarks: { numbers: { state: 3, version: 7, problems: 0 } } } },
      { type: "ACTIVATE_VERSION", stream: "numbers", version: 7 },
    ]);
  });

  test("an unreadable record is logged, and no row of the target is dropped for it, in later runs too", async () => {
    const config = await file("config.json", { problem_at: 2 });
    const catalog = await file("catalog.json", onlyNumbers);
    const first = await run("--config", config, "--catalog", catalog);
    expect(first.messages.slice(1)).toEqual([record(1), record(3), state(3, 1)]);
    expect(first.logs).toBe("WARNING numbers: a record could not be read: odd_one (number 2)\n");
    expect(first.code).toBe(0);
    const kept = await file("state.json", { bookmarks: { numbers: { state: 3, version, problems: 1 } } });
    const second = await run("--state", kept, "--catalog", catalog);
    expect(second.messages.slice(1)).toEqual([]);
  });

  test("a deleted record travels as its key and _sdc_deleted_at", async () => {
    const { messages } = await run(
      ...[
        "--config",
        await file("config.json", { delete_at: 2 }),
        "--catalog",
        await file("c.json", onlyNumbers),
      ],
    );
    expect(messages[2]).toMatchObject({ record: { id: 2, _sdc_deleted_at: "2026-01-31T12:00:00.000Z" } });
  });

  test("without a catalog all streams are read; their states share one STATE", async () => {
    const { messages } = await run();
    const streams = messages.map((message) => Object(message).stream ?? "-");
    expect(streams).toEqual([
      "numbers",
      "numbers",
      "numbers",
      "numbers",
      "-",
      "numbers",
      "letters",
      "letters",
      "letters",
    ]);
  });

  test("a property that is not selected is left out, the key never", async () => {
    const off = (name: string): Json => ({ breadcrumb: ["properties", name], metadata: { selected: false } });
    const catalog = {
      streams: [{ stream: "numbers", selected: true, metadata: [off("id"), off("square")] }],
    };
    const { messages } = await run("--catalog", await file("catalog.json", catalog));
    expect(messages[1]).toMatchObject({ record: { id: 1 } });
    expect(Object.keys(Object(messages[1]).record)).toEqual(["id"]);
  });

  test("a failure keeps the states before it and never prints an unexpected error's text", async () => {
    const config = await file("config.json", { last: 20, fail_at: 15 });
    const { code, messages, logs } = await run("--config", config);
    expect(code).toBe(1);
    expect(messages.findLast((message) => Object(message).type === "STATE")).toEqual(state(10));
    expect(logs).toMatch(/^CRITICAL unexpected Error\n\s+at /);
    expect(logs).not.toContain("private");
  });
});

describe("arguments", () => {
  test("--discover prints the catalog, which reads back as everything deselected", async () => {
    const { code, messages } = await run("--discover");
    expect(code).toBe(0);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({
      streams: [
        { tap_stream_id: "numbers", key_properties: ["id"], metadata: expect.any(Array) },
        { tap_stream_id: "letters" },
      ],
    });
    const again = await run("--catalog", await file("catalog.json", messages[0] ?? null));
    expect(again.messages).toEqual([]);
    expect(again.logs).toBe("WARNING the catalog selects no stream of this tap\n");
  });

  test("--help", async () => {
    const { signal } = new AbortController();
    const stdout = new PassThrough();
    const shown = text(stdout);
    const io = { argv: ["--help"], stdout, stderr: new PassThrough(), signal, now: () => new Date() };
    expect(await runSinger(countingTap, io)).toBe(0);
    stdout.end();
    expect(await shown).toContain("tap-counting --config config.json");
  });

  test.each([
    [["--nonsense"], /nonsense/],
    [["--config", "/no/such/file"], /--config: .* cannot be read/],
    [["--state", "broken.json"], /--state: .* is not valid JSON/],
    [["--state", "list.json"], /must hold a JSON object/],
    [["--state", "foreign.json"], /no "bookmarks"/],
    [["--config", "unknown.json"], /lats: is not a setting \(did you mean last\?\)/],
  ])("%j is a usage error", async (argv, message) => {
    await file("broken.json", "{");
    await file("list.json", []);
    await file("foreign.json", { value: {} });
    await file("unknown.json", { lats: 1 });
    const { code, logs } = await run(...argv.map((one) => (one.endsWith(".json") ? join(folder, one) : one)));
    expect(code).toBe(2);
    expect(logs).toMatch(message);
  });
});

describe("as a process", () => {
  const bin = fileURLToPath(new URL("./fixtures/counting-bin.ts", import.meta.url));
  const start = (config: string) =>
    spawn(process.execPath, ["--conditions=source", bin, "--config", config], {
      stdio: ["ignore", "pipe", "pipe"],
    });

  test("a reader that goes away ends it with a sentence, not a stack", async () => {
    const child = start(await file("long.json", { last: 10_000_000 }));
    child.stdout.once("data", () => child.stdout.destroy());
    const logs = text(child.stderr);
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(1);
    expect(await logs).toBe("CRITICAL The messages could not be written: the reader went away.\n");
  });

  test("SIGTERM ends it with 143", async () => {
    const child = start(await file("long.json", { last: 10_000_000 }));
    child.stdout.once("data", () => child.kill("SIGTERM"));
    child.stdout.resume();
    const logs = text(child.stderr);
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(await logs).toBe("CRITICAL interrupted; the last STATE is where to go on\n");
    expect(code).toBe(143);
  });
});
