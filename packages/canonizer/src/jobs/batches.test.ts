import fc from "fast-check";
import { expect, test } from "vitest";
import { inBatches, sizeOfJson } from "./batches.ts";

fc.configureGlobal({ seed: 20260111 });

async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

test("batches keep order, lose nothing, and stay within both bounds", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 30 })),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 40 }),
      async (sizes, rows, characters) => {
        const batches: (readonly number[])[] = [];
        const limits = { rows, characters, sizeOf: (size: number) => size };
        for await (const batch of inBatches(stream(sizes), limits)) batches.push(batch);
        expect(batches.flat()).toEqual(sizes);
        for (const batch of batches) {
          const sum = batch.reduce((total, size) => total + size, 0);
          expect(batch.length > 0 && batch.length <= rows).toBe(true);
          expect(sum <= characters || batch.length === 1).toBe(true);
        }
      },
    ),
  );
});

test("a size is about that of the JSON text, at any depth", () => {
  const value = { a: "x".repeat(1000), list: [1, 2, { b: null }] };
  expect(Math.abs(sizeOfJson(value) - JSON.stringify(value).length)).toBeLessThan(40);
  expect(sizeOfJson(JSON.parse(`${"[".repeat(100_000)}"ab"${"]".repeat(100_000)}`))).toBeGreaterThan(100_000);
});
