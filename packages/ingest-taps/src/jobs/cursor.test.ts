import { checkConfig } from "@lorchestra/jobs";
import { testContext } from "@lorchestra/jobs/testing";
import type { Message } from "@lorchestra/tap-kit";
import { describe, expect, test } from "vitest";
import {
  checkpoint,
  counts,
  deleted,
  outcomesOf,
  record,
  rows,
  type Script,
  scriptRuns,
  stateOf,
} from "./fixtures/script-run.ts";
import { ingest } from "./ingest.ts";

const { open, runAll } = scriptRuns(testContext);

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

  test("moves after 10 seconds at the next checkpoint, however few records came", async () => {
    let seconds = 0;
    const now = () => new Date(Date.UTC(2026, 0, 31) + seconds * 1000);
    const seen: unknown[] = [];
    const opened = await open({
      script: async function* () {
        yield record("a");
        yield checkpoint(1);
        seconds += 11;
        seen.push((await rows(opened)).length);
        yield record("b");
        yield checkpoint(2);
        seen.push([(await rows(opened)).length, await stateOf(opened)]);
        yield record("c");
      },
      options: { batch_size: 5000 },
      test: { now },
    });
    await ingest.execute(opened.context);
    expect(seen).toEqual([0, [2, [{ stream: key, state: 2 }]]]);
    expect(opened.stages[0]?.counts).toEqual(counts({ in: 3, inserted: 3 }));
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
    // Each checkpoint says its own place in the list.
    const from: Script = function* ({ state }) {
      yield* all.slice(typeof state === "number" ? state + 1 : 0);
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

describe("the window of a job", () => {
  const now = () => new Date("2026-01-31T00:00:00Z");
  const script: Script = () => [];

  test.each([
    [{ since: "-7d", until: "-1d" }, true],
    [{ since: "-7d", until: "2026-01-25" }, true],
    [{ since: "-7d" }, true],
    [{ until: "-7d" }, true],
    [{ since: "-7d", until: "2026-01-24" }, false],
    [{ since: "-1d", until: "-7d" }, false],
  ])("%j: until is after since %s", async (options, valid) => {
    const opened = await open({ script, options, test: { now } });
    const message = "options.until must be after options.since";
    const expected = valid ? [] : [{ job: "test_job", host: "source", message }];
    expect(await ingest.validate?.(opened.context)).toEqual(expected);
    await opened.close();
  });

  test("what is no moment is refused with the accepted forms", () => {
    const config = {
      source: { stream: "things" },
      sink: { source_system: "shop", connection_name: "main", object_type: "item" },
      options: { since: "yesterday", until: "-7d" },
    };
    const { errors } = checkConfig(ingest.configSchema, config, { job: "j", owner: "ingest" });
    expect(errors).toEqual([
      {
        job: "j",
        path: "options.since",
        message: expect.stringMatching(/^is not a moment; write 2026-08-01,.*-7d/),
      },
    ]);
  });
});
