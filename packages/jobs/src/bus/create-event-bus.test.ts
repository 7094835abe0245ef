import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { BusEvent } from "../event-bus.ts";
import { createEventBus } from "./create-event-bus.ts";

const event = (job: string): BusEvent => ({
  kind: "progress",
  timestamp: "2026-08-01T00:00:00.000Z",
  job,
  update: { heartbeat: true },
});

test("every subscriber gets every event in order at its own pace, and close delivers what is queued", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string(), { maxLength: 30 }),
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }),
      async (jobs, paces) => {
        const bus = createEventBus();
        const received = paces.map(() => [] as string[]);
        paces.forEach((pace, index) => {
          bus.subscribe(`s${index}`, async ({ job }) => {
            for (let turn = 0; turn < pace; turn += 1) await Promise.resolve();
            received[index]?.push(job);
          });
        });
        for (const job of jobs) bus.publish(event(job));
        await bus.close();
        expect(received).toEqual(paces.map(() => jobs));
      },
    ),
    { numRuns: 60 },
  );
});

test("publish never runs a subscriber's code and never throws", () => {
  const bus = createEventBus();
  let called = false;
  bus.subscribe("eager", () => {
    called = true;
    throw new Error("broken");
  });
  bus.publish(event("a"));
  expect(called).toBe(false);
});

test("close rejects with the first failure; the others still get everything, the broken one nothing more", async () => {
  const bus = createEventBus();
  const good: string[] = [];
  const bad: string[] = [];
  bus.subscribe("bad", ({ job }) => {
    bad.push(job);
    if (job === "2") throw new Error("disk full");
  });
  bus.subscribe("good", async ({ job }) => {
    await delay(1);
    good.push(job);
  });
  for (const job of ["1", "2", "3"]) bus.publish(event(job));
  await expect(bus.close()).rejects.toThrow("disk full");
  expect(good).toEqual(["1", "2", "3"]);
  expect(bad).toEqual(["1", "2"]);
});

test("flush waits for what was published and reports a failure that close reports again", async () => {
  const bus = createEventBus();
  let seen = 0;
  bus.subscribe("slow", async () => {
    await delay(5);
    seen += 1;
    if (seen === 2) throw new Error("second");
  });
  bus.publish(event("a"));
  await bus.flush();
  expect(seen).toBe(1);
  bus.publish(event("b"));
  await expect(bus.flush()).rejects.toThrow("second");
  await expect(bus.close()).rejects.toThrow("second");
});

test("events published by a subscriber arrive too; nothing does after close or unsubscribe", async () => {
  const bus = createEventBus();
  const seen: string[] = [];
  const stop = bus.subscribe("echo", ({ job }) => {
    seen.push(job);
    if (job === "a") bus.publish(event("from a"));
  });
  bus.publish(event("a"));
  await bus.flush();
  stop();
  bus.publish(event("b"));
  await bus.close();
  bus.publish(event("c"));
  await bus.flush();
  expect(seen).toEqual(["a", "from a"]);
});
