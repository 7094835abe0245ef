import { testContext } from "@lorchestra/jobs/testing";
import { defineTap, type Message, type ReadContext } from "@lorchestra/tap-kit";
import { describe, expect, test } from "vitest";
import type { IngestConfig } from "./config.ts";
import { ingest } from "./ingest.ts";

type Script = (context: ReadContext) => AsyncIterable<Message> | Iterable<Message>;

/** A module with a tap of one stream that yields what a test says. */
const moduleOf = (script: Script, keyProperties: string[] = ["id"]) => ({
  tap: defineTap({
    name: "script",
    description: "for tests",
    sourceSystem: "script",
    configSchema: { type: "object", properties: { region: { type: "string" } }, additionalProperties: false },
    streams: () => [
      {
        name: "items",
        keyProperties,
        objectType: "item",
        schema: true,
        async *read(context) {
          yield* script(context);
        },
      },
    ],
  }),
});

interface Run {
  readonly script: Script;
  readonly options?: Partial<IngestConfig["options"]>;
  readonly keys?: string[];
  readonly test?: Partial<Parameters<typeof testContext<IngestConfig>>[0]>;
}

function configOf(options: Run["options"] = {}): IngestConfig {
  return {
    source: { stream: "things" },
    sink: { source_system: "shop", connection_name: "main", object_type: "item" },
    options: { auto_since: false, batch_size: 2, max_quarantined: 0, ...options },
  };
}

async function open({ script, options, keys, test: more }: Run) {
  return testContext<IngestConfig>({
    config: configOf(options),
    streams: { things: { tap: "@acme/tap-script", stream: "items", config: {} } },
    modules: { "@acme/tap-script": moduleOf(script, keys) },
    ...more,
  });
}

type Opened = Awaited<ReturnType<typeof open>>;

const rows = ({ warehouse }: Opened) => {
  const { sql } = warehouse;
  return warehouse.query(
    sql`SELECT idem_key, external_id, payload, deleted_at IS NOT NULL AS deleted FROM ${sql.table("raw_objects")} ORDER BY idem_key`,
  );
};
const stateOf = ({ warehouse }: Opened) => {
  const { sql } = warehouse;
  return warehouse.query(sql`SELECT stream, state FROM ${sql.table("stream_state")}`);
};
const outcomesOf = ({ warehouse }: Opened) => {
  const { sql } = warehouse;
  return warehouse.query(
    sql`SELECT stage, output, input_key, outcome, reason_code, detail FROM ${sql.table("record_outcomes")} ORDER BY input_key`,
  );
};

const record = (id: unknown, more: object = {}): Message => ({
  type: "record",
  record: { id, ...more } as never,
});
const deleted = (id: string): Message => ({ type: "delete", key: { id } });
const checkpoint = (state: number): Message => ({ type: "checkpoint", state });
const counts = (part: object) => ({
  in: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  quarantined: 0,
  ...part,
});

/** Runs one script after another on one warehouse; gives the counts of each. */
async function runAll(first: Run, ...others: Run[]) {
  const opened = await open(first);
  await ingest.execute(opened.context);
  const all = [opened.stages[0]?.counts];
  for (const other of others) {
    const next = await open({ ...other, test: { ...other.test, warehouse: opened.warehouse } });
    await ingest.execute(next.context);
    all.push(next.stages[0]?.counts);
    await next.close();
  }
  return { opened, all };
}

describe("records", () => {
  test("go in under their key; seen again they are unchanged, changed they are updated", async () => {
    const script: Script = () => [record("a"), record(7), record("c"), checkpoint(1)];
    const { opened, all } = await runAll(
      { script },
      { script: () => [record("a"), record(7, { x: 1 }), record("d"), record("d")] },
    );
    expect(all).toEqual([
      counts({ in: 3, inserted: 3 }),
      counts({ in: 4, inserted: 1, updated: 1, unchanged: 2 }),
    ]);
    expect(await rows(opened)).toMatchObject([
      { idem_key: "shop:main:item:7", external_id: "7", payload: { id: 7, x: 1 } },
      { idem_key: "shop:main:item:a", external_id: "a" },
      { idem_key: "shop:main:item:c" },
      { idem_key: "shop:main:item:d" },
    ]);
    await opened.close();
  });

  test("a key of several properties never runs into another", async () => {
    const script: Script = () => [
      record("a:b", { part: "c" }),
      record("a", { part: "b:c" }),
      record("a", { part: "b,c" }),
    ];
    const { opened, all } = await runAll({ script, keys: ["id", "part"] });
    expect(all).toEqual([counts({ in: 3, inserted: 3 })]);
    await opened.close();
  });

  test("what cannot be kept is set aside with its reason, the rest goes in, and mended records clear it", async () => {
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level += 1) deep = [deep];
    const script: Script = () => [
      record("good"),
      { type: "record", record: { name: "Ada Example" } },
      record("  "),
      record("half \ud800"),
      record("broken", { text: "\ud800" }),
      record("deep", { deep }),
      { type: "problem", reason: "unreadable", key: { id: "p" }, detail: "file x" },
      { type: "problem", reason: "unreadable", detail: "file y" },
    ];
    const { opened, all } = await runAll({ script }, { script: () => [record("deep"), record("p")] });
    expect(all).toEqual([counts({ in: 8, inserted: 1, quarantined: 7 }), counts({ in: 2, inserted: 2 })]);
    const outcomes = await outcomesOf(opened);
    expect(outcomes.every(({ stage, output }) => stage === "ingest" && output === "shop:main:item")).toBe(
      true,
    );
    expect(outcomes.map(({ outcome, reason_code }) => `${outcome} ${reason_code}`).sort()).toEqual([
      "ok null",
      "ok null",
      "quarantined canonical_json",
      "quarantined canonical_json",
      "quarantined idem_key_empty",
      "quarantined idem_key_missing",
      "quarantined unreadable",
    ]);
    expect(outcomes.find(({ input_key }) => input_key === "shop:main:item:broken")).toMatchObject({
      reason_code: "canonical_json",
      detail: { field: "record" },
    });
    expect(JSON.stringify(outcomes)).not.toContain("Ada");
    await opened.close();
  });

  test.each([
    [0, 1, true],
    [1, 1, undefined],
    ["10%", 1, undefined],
    ["9%", 1, true],
  ])("max_quarantined %s with %i of 10", async (max_quarantined, bad, past) => {
    const script: Script = () => Array.from({ length: 10 }, (_, id) => record(id < bad ? "" : id));
    const opened = await open({ script, options: { max_quarantined } });
    await ingest.execute(opened.context);
    expect(opened.stages[0]?.pastQuarantineLimit).toBe(past);
    await opened.close();
  });

  test("a stream without anything", async () => {
    const { opened, all } = await runAll({ script: () => [] });
    expect(all).toEqual([counts({})]);
    await opened.close();
  });
});

describe("deletes", () => {
  test("become tombstones, in the order of what happens to a key, in one batch and over several", async () => {
    for (const batch_size of [1, 2, 3, 100]) {
      const script: Script = () => [
        record("a"),
        record("b"),
        deleted("a"),
        deleted("never seen"),
        record("b", { v: 2 }),
        deleted("b"),
        deleted("b"),
        record("b", { v: 3 }),
        deleted("c"),
        record("c"),
      ];
      const { opened, all } = await runAll({ script, options: { batch_size } });
      expect((await rows(opened)).map(({ idem_key, deleted }) => [idem_key, Boolean(deleted)])).toEqual([
        ["shop:main:item:a", true],
        ["shop:main:item:b", false],
        ["shop:main:item:c", false],
      ]);
      expect(all).toEqual([counts({ in: 10, inserted: 3, updated: 4, unchanged: 1, skipped: 2 })]);
      await opened.close();
    }
  });

  test("a tombstone that is there already does not move", async () => {
    const { opened, all } = await runAll(
      { script: () => [record("a"), deleted("a")] },
      { script: () => [deleted("a")] },
    );
    expect(all[1]).toEqual(counts({ in: 1, unchanged: 1 }));
    await opened.close();
  });

  test("a delete without a usable key is quarantined", async () => {
    const { opened, all } = await runAll({ script: () => [{ type: "delete", key: {} }] });
    expect(all).toEqual([counts({ in: 1, quarantined: 1 })]);
    expect(await outcomesOf(opened)).toMatchObject([{ reason_code: "delete_without_key" }]);
    await opened.close();
  });
});

describe("the cursor", () => {
  const key = "shop:main:item:things";

  test("moves with each batch, and only over what is committed", async () => {
    const seen: unknown[] = [];
    const opened = await open({
      script: async function* () {
        yield record("a");
        yield checkpoint(1);
        yield record("b");
        yield record("c");
        yield checkpoint(2);
        seen.push(await stateOf(opened));
        yield record("d");
        yield record("e");
        seen.push([(await rows(opened)).length, await stateOf(opened)]);
        yield checkpoint(3);
      },
    });
    await ingest.execute(opened.context);
    expect(seen).toEqual([[{ stream: key, state: 1 }], [4, [{ stream: key, state: 2 }]]]);
    expect(await stateOf(opened)).toEqual([{ stream: key, state: 3 }]);
    await opened.close();
  });

  test("is read with auto_since only", async () => {
    const seen: unknown[] = [];
    const script: Script = ({ state }) => {
      seen.push(state);
      return [record("a"), checkpoint(5)];
    };
    const { opened } = await runAll({ script }, { script }, { script, options: { auto_since: true } });
    expect(seen).toEqual([undefined, undefined, 5]);
    await opened.close();
  });

  test.each([
    ["--since", { parameters: { since: new Date("2026-01-01") } }, {}, false],
    ["--until", { parameters: { until: new Date("2026-01-01") } }, {}, true],
    ["--limit", { parameters: { limit: 1 } }, {}, true],
    ["options.until", {}, { until: "2026-01-01" }, true],
    ["options.limit", {}, { limit: 1 }, true],
    ["a dry run", { dryRun: true }, {}, true],
  ])("%s does not move it", async (_name, more, options, loads) => {
    const seen: unknown[] = [];
    const script: Script = ({ state }) => {
      seen.push(state);
      return [record("b"), checkpoint(9), record("c"), checkpoint(10)];
    };
    const { opened } = await runAll(
      { script: () => [checkpoint(5)] },
      { script, options: { auto_since: true, ...options }, test: more },
    );
    expect(seen).toEqual([loads ? 5 : undefined]);
    expect(await stateOf(opened)).toEqual([{ stream: key, state: 5 }]);
    await opened.close();
  });

  test("since and until reach the tap; the person's come first", async () => {
    const seen: unknown[] = [];
    const script: Script = ({ since, until, limit }) => {
      seen.push([since?.toISOString(), until?.toISOString(), limit]);
      return [];
    };
    const now = () => new Date("2026-01-31T00:00:00Z");
    const options = { since: "-7d", until: "2026-01-30T12:00:00+01:00", limit: 9 };
    const parameters = { since: new Date("2026-01-02Z"), limit: 3 };
    const { opened } = await runAll(
      { script, options, test: { now } },
      { script, options, test: { now, parameters } },
    );
    expect(seen).toEqual([
      ["2026-01-24T00:00:00.000Z", "2026-01-30T11:00:00.000Z", 9],
      ["2026-01-02T00:00:00.000Z", "2026-01-30T11:00:00.000Z", 3],
    ]);
    await opened.close();
  });

  test("limit stops early, closes the tap, and takes exactly so many", async () => {
    let closed = false;
    const script: Script = async function* () {
      try {
        for (let id = 0; ; id += 1) yield record(id);
      } finally {
        closed = true;
      }
    };
    const { opened, all } = await runAll({ script, options: { limit: 5 } });
    expect(all).toEqual([counts({ in: 5, inserted: 5 })]);
    expect(closed).toBe(true);
    await opened.close();
  });

  test("a tap that fails keeps what came before, and the run fails", async () => {
    const opened = await open({
      script: async function* () {
        yield record("a");
        yield checkpoint(1);
        yield record("b");
        yield record("c");
        yield checkpoint(2);
        yield record("d");
        throw new RangeError("broken");
      },
    });
    await expect(ingest.execute(opened.context)).rejects.toThrow("broken");
    expect(await rows(opened)).toHaveLength(4);
    expect(await stateOf(opened)).toEqual([{ stream: key, state: 2 }]);
    expect(opened.stages).toEqual([]);
    await opened.close();
  });

  test("a run that breaks off anywhere is mended by the next one", async () => {
    const all: Message[] = [
      ...[record("a"), checkpoint(1), record("b"), deleted("a"), record("c", { v: 1 }), checkpoint(5)],
      ...[record("c", { v: 2 }), record("a", { v: 2 }), deleted("b"), checkpoint(9)],
    ];
    const from: Script = function* ({ state }) {
      yield* all.slice(typeof state === "number" ? all.indexOf(all[state]) + 1 : 0);
    };
    const { opened: undisturbed } = await runAll({ script: from });
    for (let at = 0; at < all.length; at += 1) {
      const opened = await open({
        script: function* () {
          yield* all.slice(0, at);
          throw new Error("broken off");
        },
      });
      await expect(ingest.execute(opened.context)).rejects.toThrow("broken off");
      const next = await open({
        script: from,
        options: { auto_since: true },
        test: { warehouse: opened.warehouse },
      });
      await ingest.execute(next.context);
      expect(await rows(opened)).toEqual(await rows(undisturbed));
      expect(await stateOf(opened)).toEqual(await stateOf(undisturbed));
      await next.close();
      await opened.close();
    }
    await undisturbed.close();
  });

  test("an abort ends the run and commits nothing more", async () => {
    const controller = new AbortController();
    const opened = await open({
      script: async function* () {
        yield record("a");
        controller.abort(new Error("stop"));
        yield checkpoint(1);
      },
      test: { signal: controller.signal },
    });
    await expect(ingest.execute(opened.context)).rejects.toThrow("stop");
    expect([await rows(opened), await stateOf(opened)]).toEqual([[], []]);
    await opened.close();
  });

  test("a dry run counts and writes nothing", async () => {
    const script: Script = () => [record("a"), record("b"), record(""), checkpoint(1)];
    const opened = await open({ script, test: { dryRun: true } });
    await ingest.execute(opened.context);
    expect(opened.stages[0]?.counts).toEqual(counts({ in: 3, inserted: 2, quarantined: 1 }));
    expect([await rows(opened), await stateOf(opened), await outcomesOf(opened)]).toEqual([[], [], []]);
    await opened.close();
  });
});

describe("foreign taps", () => {
  test.each([
    [{}, /@acme\/tap-script has no export "tap"/],
    [{ tap: { name: "x" } }, /has no export "tap"/],
  ])("a module that is none", async (module, message) => {
    const opened = await open({ script: () => [], test: { modules: { "@acme/tap-script": module } } });
    expect(await ingest.validate?.(opened.context)).toMatchObject([
      { host: "source", message: expect.stringMatching(message) },
    ]);
    await expect(ingest.execute(opened.context)).rejects.toThrow(message);
    await opened.close();
  });

  test.each([
    null,
    7,
    { type: "record" },
    { type: "record", record: [] },
    { type: "nonsense" },
    { type: "checkpoint" },
  ])("%j is no message", async (message) => {
    const opened = await open({ script: () => [message as never] });
    await expect(ingest.execute(opened.context)).rejects.toMatchObject({ code: "tap_message" });
    await opened.close();
  });

  test("a configuration that is not valid names the path", async () => {
    const streams = { things: { tap: "@acme/tap-script", stream: "items", config: { regoin: "x" } } };
    const opened = await open({ script: () => [], test: { streams } });
    await expect(ingest.execute(opened.context)).rejects.toThrow(
      /regoin: is not a setting \(did you mean region\?\)/,
    );
    expect(await ingest.validate?.(opened.context)).toHaveLength(1);
    await opened.close();
  });
});
