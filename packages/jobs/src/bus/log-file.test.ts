import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LogLevelName } from "../contract/levels.ts";
import type { BusEvent } from "../event-bus.ts";
import { tempFolder } from "../testing/temp-project.ts";
import { createEventBus } from "./create-event-bus.ts";
import { openLogFile } from "./log-file.ts";

const timestamp = "2026-08-01T09:00:00.000Z";
const log = (level: LogLevelName, context = {}): BusEvent => ({
  kind: "log",
  timestamp,
  level,
  job: "a",
  host: "target",
  hostname: "far",
  message: `at ${level}`,
  context,
});

const readLines = (path: string): unknown[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line));

test("one JSON line per event from FULL up, mode 0600, appended", async () => {
  using folder = tempFolder();
  const path = join(folder.root, "logs", "run.jsonl");
  for (const level of ["DEBUG", "FULL", "CRITICAL"] as const) {
    const bus = createEventBus();
    const file = await openLogFile(path, { hostname: "here" });
    bus.subscribe("file", file.subscriber);
    bus.publish(log(level));
    await bus.close();
    await file.close();
  }
  expect(readLines(path)).toEqual([
    { timestamp, level: "FULL", job: "a", host: "target", hostname: "far", event: "at FULL", context: {} },
    {
      timestamp,
      level: "CRITICAL",
      job: "a",
      host: "target",
      hostname: "far",
      event: "at CRITICAL",
      context: {},
    },
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder.root, "logs")).mode & 0o777).toBe(0o700);
});

test("what a job adds cannot overwrite a standard key, and progress is kept at FULL, heartbeats at DEBUG", async () => {
  using folder = tempFolder();
  const path = join(folder.root, "run.jsonl");
  const file = await openLogFile(path, { hostname: "here" });
  const bus = createEventBus();
  bus.subscribe("file", file.subscriber);
  bus.publish(log("INFO", { timestamp: "never", level: "DEBUG", event: "mine" }));
  bus.publish({ kind: "progress", timestamp, job: "a", update: { percent: 40 } });
  bus.publish({ kind: "progress", timestamp, job: "a", update: { heartbeat: true } });
  bus.publish({ kind: "stage.started", timestamp, job: "a", stage: "ingestion" });
  await bus.close();
  await file.close();
  expect(readLines(path)).toEqual([
    {
      timestamp,
      level: "INFO",
      job: "a",
      host: "target",
      hostname: "far",
      event: "at INFO",
      context: { timestamp: "never", level: "DEBUG", event: "mine" },
    },
    {
      timestamp,
      level: "FULL",
      job: "a",
      host: "source",
      hostname: "here",
      event: "progress",
      context: { percent: 40, text: "40%" },
    },
    {
      timestamp,
      level: "FULL",
      job: "a",
      host: "source",
      hostname: "here",
      event: "stage.started",
      context: { stage: "ingestion" },
    },
  ]);
});

test("a sink that dies is a failure of the bus", async () => {
  using folder = tempFolder();
  const file = await openLogFile(join(folder.root, "run.jsonl"), { hostname: "here" });
  const bus = createEventBus();
  bus.subscribe("file", file.subscriber);
  await file.close();
  bus.publish(log("INFO"));
  await expect(bus.close()).rejects.toThrow();
});
