import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { testContext } from "@lorchestra/jobs/testing";
import type { JsonObject } from "@lorchestra/warehouse";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { IngestConfig } from "../config.ts";
import { ingest } from "../ingest.ts";
import { linesOf } from "./lines.ts";
import { redactor } from "./redact.ts";

const tap = fileURLToPath(new URL("./fixtures/tap.mjs", import.meta.url));
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ingest-singer-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  return rm(folder, { recursive: true, force: true });
});

const schema = (stream = "issues", key_properties = ["id"]) => ({
  type: "SCHEMA",
  stream,
  schema: {},
  key_properties,
});
const record = (id: unknown, more = {}, stream = "issues") => ({
  type: "RECORD",
  stream,
  record: { id, ...more },
});
const state = (value: unknown) => ({ type: "STATE", value });

type Opened = Awaited<ReturnType<typeof open>>;

const open = (config: JsonObject, more: Partial<Parameters<typeof testContext<IngestConfig>>[0]> = {}) =>
  testContext<IngestConfig>({
    dir: folder,
    config: {
      source: { stream: "issues", singer: { command: process.execPath, args: [tap], config } },
      sink: { source_system: "tracker", connection_name: "main", object_type: "issue" },
      options: { auto_since: true, batch_size: 100, max_quarantined: 0 },
    },
    ...more,
  });

async function run(config: JsonObject, more: Parameters<typeof open>[1] = {}) {
  const opened = await open(config, more);
  try {
    await ingest.execute(opened.context);
    return { counts: opened.stages[0]?.counts, ...(await stored(opened)) };
  } finally {
    await opened.close();
  }
}

async function stored({ warehouse }: Opened) {
  const { sql } = warehouse;
  const rows = await warehouse.query(
    sql`SELECT external_id, deleted_at IS NOT NULL AS gone FROM ${sql.table("raw_objects")} ORDER BY external_id`,
  );
  const states = await warehouse.query(sql`SELECT state FROM ${sql.table("stream_state")}`);
  return { rows: rows.map((row) => [row.external_id, Boolean(row.gone)]), state: states[0]?.state };
}

const json = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value));

describe("a Singer tap as a source", () => {
  test("records, tombstones and state; other streams are passed over", async () => {
    const lines = [
      schema(),
      schema("users"),
      record(1),
      record(9, {}, "users"),
      record(2),
      record(2, { _sdc_deleted_at: "2026-01-31T00:00:00Z" }),
      { type: "ACTIVATE_VERSION", stream: "issues", version: 1 },
      "",
      state({ bookmarks: { issues: 2 } }),
    ];
    expect(await run(json({ lines }))).toEqual({
      counts: { in: 3, inserted: 2, updated: 1, unchanged: 0, skipped: 0, quarantined: 0 },
      rows: [
        ["1", false],
        ["2", true],
      ],
      state: { bookmarks: { issues: 2 } },
    });
  });

  test("gets its settings, the state and a start date in files that are gone afterwards", async () => {
    const seen = join(folder, "seen.json");
    await run(json({ lines: [schema(), state({ at: 1 })] }));
    vi.stubEnv("INGEST_TEST_SECRET", "s3cret-value");
    await run(json({ lines: [], seen, token: `$${"{INGEST_TEST_SECRET}"}` }));
    const first = JSON.parse(readFileSync(seen, "utf8"));
    expect(first).toMatchObject({ config: { token: "s3cret-value" }, exists: true, state: { at: 1 } });
    expect(existsSync(first.path)).toBe(false);
    await run(json({ lines: [], seen }), { parameters: { since: new Date("2026-01-31T00:00:00Z") } });
    const second = JSON.parse(readFileSync(seen, "utf8"));
    expect([second.config.start_date, second.state]).toEqual(["2026-01-31T00:00:00.000Z", null]);
  });

  test("records without a key are known by their content", async () => {
    const { rows, counts } = await run(
      json({ lines: [schema("issues", []), record(1), record(1), record(2)] }),
    );
    expect(counts).toMatchObject({ in: 3, inserted: 2, unchanged: 1 });
    expect(rows).toEqual([
      [expect.stringMatching(/^sha256-[0-9a-f]{64}$/), false],
      [expect.stringMatching(/^sha256-[0-9a-f]{64}$/), false],
    ]);
  });

  test.each([
    [
      "a RECORD before its SCHEMA",
      { lines: [schema("users"), record(2)] },
      /RECORD before its SCHEMA \(line 2\)/,
    ],
    ["an unclean exit", { lines: [schema(), record(2), state(2)], exit: 3 }, /ended with exit code 3/],
    ["a tap that is killed", { lines: [schema(), record(2), state(2)], kill: "SIGKILL" }, /ended by SIGKILL/],
    [
      "a line that is no JSON",
      { lines: [schema(), record(2), "Traceback: Ada Example"] },
      /no JSON object \(line 3\)/,
    ],
    ["a message of an unknown type", { lines: [schema(), { type: "BATCH" }] }, /a type other than/],
    [
      "a RECORD without a record",
      { lines: [schema(), { type: "RECORD", stream: "issues" }] },
      /without an object/,
    ],
    ["a key that changes", { lines: [schema(), schema("issues", ["x"])] }, /changed the key/],
    [
      "a stream that it does not have",
      { lines: [schema("users"), schema("teams")] },
      /has no stream issues; it sent users, teams/,
    ],
  ])("%s fails the run and keeps the last good state", async (_name, config, message) => {
    await run(json({ lines: [schema(), record(1), state(1)] }));
    const opened = await open(json(config));
    const failure = await ingest.execute(opened.context).catch((error: unknown) => error);
    expect(String(failure)).toMatch(message);
    expect(String(failure)).not.toContain("Ada");
    expect(await stored(opened)).toEqual({ rows: [["1", false]], state: 1 });
    await opened.close();
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("lorchestra-singer-"))).toEqual([]);
  });

  test("what was committed before a failure stays, with its state", async () => {
    const lines = [schema(), record(1), record(2), state(2), record(3)];
    const opened = await open(json({ lines, exit: 1 }));
    const { config } = opened.context;
    const context = {
      ...opened.context,
      config: { ...config, options: { ...config.options, batch_size: 2 } },
    };
    await expect(ingest.execute(context)).rejects.toMatchObject({ code: "singer_exit", retryable: true });
    expect(await stored(opened)).toMatchObject({
      rows: [
        ["1", false],
        ["2", false],
      ],
      state: 2,
    });
    await opened.close();
  });

  test("a program that is not there", async () => {
    const opened = await open({});
    const source = { stream: "issues", singer: { command: "no-such-tap", args: [], config: {} } };
    const context = { ...opened.context, config: { ...opened.context.config, source } };
    await expect(ingest.execute(context)).rejects.toMatchObject({ code: "singer_not_found" });
    await opened.close();
  });

  test("its log goes to DEBUG, without its settings", async () => {
    const opened = await open(json({ lines: [], token: "s3cret/value", tell: true }));
    await ingest.execute(opened.context);
    await opened.close();
    const logs = opened.published.filter((event) => event.kind === "log");
    expect(logs.map(({ level, message }) => [level, message])).toEqual([
      ["DEBUG", "using token *** and ***"],
    ]);
  });

  test("an abort ends a tap that does not listen, and everything that it started", async () => {
    const controller = new AbortController();
    const pidFile = join(folder, "pid");
    const opened = await open(json({ lines: [schema(), record(1)], hang: pidFile }), {
      signal: controller.signal,
    });
    const running = ingest.execute(opened.context);
    const stopped = expect(running).rejects.toThrow("stop");
    await vi.waitFor(() => expect(existsSync(pidFile) && readFileSync(pidFile, "utf8")).toMatch(/\d/), {
      timeout: 10_000,
    });
    controller.abort(new Error("stop"));
    await stopped;
    const pid = Number(readFileSync(pidFile, "utf8"));
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    await opened.close();
  });
});

describe("lines", () => {
  const read = async (chunks: (string | Buffer)[], max?: number): Promise<unknown[]> => {
    const stream = new PassThrough();
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
    const lines: unknown[] = [];
    for await (const { text, number } of linesOf(stream, max)) lines.push([number, text]);
    return lines;
  };

  test("are cut wherever the bytes are, empty ones are left out", async () => {
    const bytes = Buffer.from("ä\r\n\nb");
    expect(await read([bytes.subarray(0, 1), bytes.subarray(1)])).toEqual([
      [1, "ä"],
      [3, "b"],
    ]);
  });

  test("over the limit, or not UTF-8, end with an error", async () => {
    await expect(read(["x".repeat(60), "x".repeat(60)], 100)).rejects.toThrow(
      /more than 100 bytes \(line 1\)/,
    );
    await expect(read([Buffer.from([0x61, 0x0a, 0xff, 0x0a])])).rejects.toThrow(/not UTF-8 \(line 2\)/);
  });
});

test("redacting takes the longest value first and leaves short ones", () => {
  const redact = redactor({ a: "abcd", b: { c: ["abcdef", "x"], n: 123456 } });
  expect(redact("x abcdef abcd 123456")).toBe("x *** *** ***");
});
