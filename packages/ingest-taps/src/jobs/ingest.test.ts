import { testContext } from "@lorchestra/jobs/testing";
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
} from "./fixtures/script-run.ts";
import { ingest } from "./ingest.ts";

const { open, runAll } = scriptRuns(testContext);

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
