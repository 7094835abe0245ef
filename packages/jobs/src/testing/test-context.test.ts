import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testContext } from "./test-context.ts";

const none = { in: 0, inserted: 0, updated: 0, unchanged: 0, skipped: 0, quarantined: 0 };
const now = () => new Date("2026-08-01T09:00:00.000Z");

test("a job gets a real context on a real warehouse", async () => {
  const { context, warehouse, stages, published, close } = await testContext({
    config: { greeting: "Hello" },
    jobId: "hello",
    now,
  });
  expect(context.config.greeting).toBe("Hello");
  expect(context.runId).toMatch(/^hello-20260801090000-[0-9a-f]{8}$/);
  expect(Object.isFrozen(context)).toBe(true);
  expect(context.instant("-7d")).toEqual(new Date("2026-07-25T09:00:00.000Z"));
  expect(() => context.instant("last week")).toThrow("-30m, -2w");

  const counts = await context.events.upsertObjects({
    objects: [{ id: "a" }, { id: "b" }],
    sourceSystem: "example",
    objectType: "thing",
    idemKeyFn: ({ id }) => `example:thing:${String(id)}`,
  });
  expect(counts).toEqual({ inserted: 2, updated: 0, unchanged: 0 });
  await context.stage("ingestion", { sourceSystem: "example", objectType: "thing" }, async () => ({
    counts: { ...none, in: 2, inserted: 2 },
    telemetry: { records_extracted: 2 },
  }));

  const { sql } = warehouse;
  const events = await warehouse.query(
    sql`SELECT event_type, source_system, object_type, correlation_id, trace_id, status, payload FROM ${sql.table("event_log")}`,
  );
  expect(events).toEqual([
    {
      event_type: "ingestion.completed",
      source_system: "example",
      object_type: "thing",
      correlation_id: context.runId,
      trace_id: context.runId,
      status: "success",
      payload: { ...none, in: 2, inserted: 2, records_extracted: 2, duration_seconds: expect.any(Number) },
    },
  ]);
  expect(stages.map(({ stage, counts: { inserted } }) => [stage, inserted])).toEqual([["ingestion", 2]]);
  await context.states.set("s", { cursor: 1 });
  expect(await context.states.get("s")).toEqual({ cursor: 1 });
  await close();
  expect(published.map(({ kind }) => kind)).toEqual(["stage.started", "stage.ended"]);
  expect(existsSync(context.project.root)).toBe(false);
});

test("a dry run counts and writes nothing; its limit is 20 unless given", async () => {
  const { context, warehouse, close } = await testContext({ config: {}, dryRun: true });
  expect(context.parameters).toEqual({ limit: 20, params: {} });
  const counts = await context.events.upsertObjects({
    objects: [{ id: "a" }],
    sourceSystem: "example",
    objectType: "thing",
    idemKeyFn: () => "k",
  });
  expect(counts).toEqual({ inserted: 1, updated: 0, unchanged: 0 });
  await context.stage("ingestion", {}, async () => ({ counts: none }));
  const { sql } = warehouse;
  for (const table of ["raw_objects", "event_log"] as const) {
    expect(await warehouse.query(sql`SELECT COUNT(*) AS n FROM ${sql.table(table)}`)).toEqual([{ n: 0 }]);
  }
  await close();
});

test("streams resolve their references, modules can be given", async () => {
  const module = { tap: { name: "x" } };
  const { context, close } = await testContext({
    config: {},
    streams: { a: { tap: "@acme/tap", stream: "things", config: { home: `\${HOME:-none}`, n: 1 } } },
    modules: { "@acme/tap": module },
  });
  expect(context.project.stream("a")).toEqual({
    name: "a",
    tap: "@acme/tap",
    stream: "things",
    config: { home: process.env.HOME ?? "none", n: 1 },
  });
  expect(() => context.project.stream("b")).toThrow('has no stream "b" under streams; did you mean "a"?');
  expect(await context.project.importModule("@acme/tap")).toBe(module);
  await close();
});

test("a stage whose counts do not add up fails, and says so in event_log", async () => {
  const { context, warehouse, stages, close } = await testContext({ config: {} });
  const work = context.stage("canonization", {}, async () => ({ counts: { ...none, in: 3, inserted: 2 } }));
  const message =
    "canonization: 3 went in, but 2 inserted + 0 updated + 0 unchanged + 0 skipped + 0 quarantined = 2 came out";
  await expect(work).rejects.toThrow(message);
  const { sql } = warehouse;
  expect(
    await warehouse.query(sql`SELECT event_type, status, error_message FROM ${sql.table("event_log")}`),
  ).toEqual([{ event_type: "canonization.failed", status: "failed", error_message: message }]);
  expect(stages).toEqual([]);
  await close();
});

test("files and tables of a test run are the test_ twins", async () => {
  const { context, warehouse, close } = await testContext({ config: {}, testTable: true });
  const folder = await context.files.folder("out/views");
  expect(folder.path).toBe(join(context.project.root, "out", "test_views"));
  const { sql } = warehouse;
  await context.events.log({ eventType: "x.done" });
  expect(await warehouse.query(sql`SELECT COUNT(*) AS n FROM ${sql.table("event_log")}`)).toEqual([{ n: 1 }]);
  await close();
});
