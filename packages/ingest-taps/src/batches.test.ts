import type { Message } from "@lorchestra/tap-kit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Batch, type BatchOptions, batches } from "./batches.ts";

const record = (id: number | string): Message => ({ type: "record", record: { id } });
const checkpoint = (state: number): Message => ({ type: "checkpoint", state });

async function cut(messages: Iterable<Message>, options: BatchOptions): Promise<Batch[]> {
  const all: Batch[] = [];
  const source = async function* () {
    yield* messages;
  };
  for await (const batch of batches(source(), options)) all.push(batch);
  return all;
}

test("a checkpoint right after a full batch goes with it", async () => {
  const messages = [record(1), record(2), checkpoint(2), record(3), checkpoint(3), record(4)];
  expect(await cut(messages, { size: 2 })).toEqual([
    { messages: [record(1), record(2)], checkpoint: { state: 2 } },
    { messages: [record(3), record(4)], checkpoint: { state: 3 } },
  ]);
  expect(await cut([checkpoint(1), checkpoint(2)], { size: 2 })).toEqual([
    { messages: [], checkpoint: { state: 2 } },
  ]);
  expect(await cut([], { size: 2 })).toEqual([]);
});

test("no checkpoint covers a message of a later batch, and nothing is lost or moved", async () => {
  const message = fc.oneof(fc.constant("checkpoint"), fc.constant("record"));
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { maxLength: 40 }),
      fc.integer({ min: 1, max: 7 }),
      async (kinds, size) => {
        let count = 0;
        // The state of a checkpoint is the number of records before it.
        const messages = kinds.map((kind) => {
          if (kind === "checkpoint") return checkpoint(count);
          count += 1;
          return record(count);
        });
        let seen = 0;
        for (const batch of await cut(messages, { size })) {
          for (const one of batch.messages) expect(one).toEqual(record(++seen));
          expect(batch.messages.length).toBeLessThanOrEqual(size);
          if (batch.checkpoint !== undefined)
            expect(Number(batch.checkpoint.state)).toBeLessThanOrEqual(seen);
        }
        expect(seen).toBe(count);
      },
    ),
  );
});

test("long texts make small batches", async () => {
  const messages = Array.from({ length: 4 }, () => record("x".repeat(600)));
  const sizes = (await cut(messages, { size: 100, characters: 1000 })).map((batch) => batch.messages.length);
  expect(sizes).toEqual([2, 2]);
});

describe("a slow source", () => {
  const slow = (clock: { seconds: number }, steps: readonly (number | Message)[]) =>
    (async function* () {
      for (const step of steps) {
        if (typeof step === "number") clock.seconds += step;
        else yield step;
      }
    })();
  const steps = [record(1), checkpoint(1), 10, record(2), checkpoint(2), 1, record(3), 9, checkpoint(3)];

  test.each<[string, Partial<BatchOptions>, readonly (number | Message)[], readonly (readonly number[])[]]>([
    ["a checkpoint after more than 10 seconds", {}, [...steps, record(4)], [[3, 3], [1]]],
    ["a checkpoint after exactly as long", { maxSeconds: 20 }, [...steps, record(4)], [[4, 3]]],
    [
      "waiting counts from the start of the batch",
      {},
      [11, record(1), checkpoint(1), record(2)],
      [[1, 1], [1]],
    ],
    [
      "the next batch has its own time",
      {},
      [11, checkpoint(0), 10, record(1), checkpoint(1), record(2)],
      [
        [0, 0],
        [2, 1],
      ],
    ],
    ["a record without a checkpoint is no end", {}, [record(1), 3600, record(2)], [[2]]],
    [
      "time spent on committing is not the source's",
      { size: 2 },
      [record(1), record(2), record(3), checkpoint(3), record(4)],
      [[2], [2, 3]],
    ],
  ])("%s", async (_name, options, script, expected) => {
    const clock = { seconds: 1_800_000_000 };
    const now = () => new Date(clock.seconds * 1000);
    const all: number[][] = [];
    for await (const batch of batches(slow(clock, script), { size: 100, now, ...options })) {
      all.push([batch.messages.length, ...(batch.checkpoint ? [Number(batch.checkpoint.state)] : [])]);
      clock.seconds += 11;
    }
    expect(all).toEqual(expected);
  });

  test("is not slow without a clock", async () => {
    const clock = { seconds: 0 };
    const all: Batch[] = [];
    for await (const batch of batches(slow(clock, steps), { size: 100, maxSeconds: 0 })) all.push(batch);
    expect(all).toEqual([{ messages: [record(1), record(2), record(3)], checkpoint: { state: 3 } }]);
  });
});

test("limit takes exactly so many and asks for no more", async () => {
  let asked = 0;
  const endless = function* () {
    for (;;) yield record(asked++);
  };
  const all = await cut(endless(), { size: 2, limit: 3 });
  expect(all.map((batch) => batch.messages.length)).toEqual([2, 1]);
  expect(asked).toBe(3);
});

test.each([
  [true, [[record(1)], [record(2)]]],
  [false, [[record(1)]]],
])("keepOnError %s", async (keepOnError, expected) => {
  const failing = async function* () {
    yield record(1);
    yield record(2);
    throw new Error("broken");
  };
  const all: unknown[] = [];
  const reading = async (): Promise<void> => {
    for await (const batch of batches(failing(), { size: 1, keepOnError })) all.push(batch.messages);
  };
  await expect(reading()).rejects.toThrow("broken");
  expect(all).toEqual(expected);
});
