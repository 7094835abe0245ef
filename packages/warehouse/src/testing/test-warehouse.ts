import type { Warehouse } from "../warehouse.ts";
import { dryRunTests } from "./dry-run-tests.ts";
import { mergeTests } from "./merge-tests.ts";
import { outcomeTests } from "./outcome-tests.ts";
import { readTests } from "./read-tests.ts";
import { viewTests } from "./view-tests.ts";

/** A place that a warehouse can be in: a file, a dataset. Empty when it is made. */
export interface TestStore {
  /** Opens a warehouse there; several may be open at once. */
  open(options?: { readonly isolation?: "test" }): Promise<Warehouse>;
  /** Takes the place away. */
  remove(): Promise<void>;
}

/** How the suite registers a test: `test` of node:test, vitest, jest ... */
export interface WarehouseTesting {
  readonly test: (name: string, run: () => Promise<void>) => unknown;
}

/** One test of the suite; gets an empty store. */
export type ConformanceTest = (store: TestStore) => Promise<void>;

/**
 * Registers the conformance suite: what every driver of a warehouse must do, with exact expected values. Uses
 * node:assert only.
 *
 * @example
 * testWarehouse(async () => newStore(), { test });
 */
export function testWarehouse(makeStore: () => Promise<TestStore>, { test }: WarehouseTesting): void {
  const tests: { readonly [name: string]: ConformanceTest } = {
    ...mergeTests,
    ...readTests,
    ...viewTests,
    ...outcomeTests,
    ...dryRunTests,
  };
  for (const [name, run] of Object.entries(tests))
    test(`warehouse: ${name}`, async () => {
      const store = await makeStore();
      try {
        await run(store);
      } finally {
        await store.remove();
      }
    });
}
