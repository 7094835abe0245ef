import { testContext } from "@lorchestra/jobs/testing";
import type { Warehouse } from "@lorchestra/warehouse";
import { afterEach, beforeEach, expect, test } from "vitest";
import { canonical, configOf, type FormJob, formJob, none } from "../../testing/form-job.ts";
import { finalForm } from "./final-form.ts";

let job: FormJob;
beforeEach(async () => {
  job = await formJob();
});
afterEach(() => job.close());

const submissions = (count: number) => Array.from({ length: count }, (_, index) => canonical(`r${index}`));

test("an aborted run stops, and the next one goes on", async () => {
  await job.put(...submissions(250));
  const abort = new AbortController();
  const { context, close } = await testContext({
    config: configOf(),
    dir: job.folder,
    warehouse: job.warehouse,
    signal: abort.signal,
  });
  context.eventBus.subscribe("abort", (event) => {
    if (event.kind === "progress") abort.abort();
  });
  await expect(finalForm.execute(context)).rejects.toThrow();
  await close();
  const done = (await job.all("record_outcomes")).length;
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(250);
  const left = 2 * (250 - done);
  expect((await job.run()).counts).toEqual({ ...none, in: left, inserted: left });
});

/** The job's warehouse, with one call that fails the first time. */
function failing(warehouse: Warehouse, method: "merge" | "remove", table: string): Warehouse {
  let failed = false;
  const fail = (name: string) => {
    if (failed || name !== table) return;
    failed = true;
    throw new Error("the power went");
  };
  return new Proxy(warehouse, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function" || name === "sql") return value;
      return (...args: unknown[]) => {
        if (name === method) fail(String(args[0]));
        return Reflect.apply(value, target, args);
      };
    },
  });
}

async function tables() {
  const rows = [await job.all("measurement_events"), await job.all("observations")];
  const outcomes = await job.outcomes();
  return { rows: rows.flat().map(({ correlation_id: _, ...row }) => row), outcomes };
}

test.each([
  ["merge", "measurement_events"],
  ["merge", "observations"],
  ["remove", "observations"],
  ["remove", "measurement_events"],
  ["merge", "record_outcomes"],
  ["remove", "record_outcomes"],
] as const)("a run that dies at %s of %s is made good by the next one", async (method, table) => {
  // r0 is deleted, r1 edited, r2 new, r3 becomes unreadable: every kind of change at once.
  const change = async () => {
    await job.warehouse.remove("canonical_objects", "idem_key", [String(canonical("r0").idem_key)]);
    await job.put(canonical("r1", { answers: [] }), canonical("r2"), canonical("r3", { answers: null }));
  };
  await job.put(canonical("r0"), canonical("r1"), canonical("r3"));
  await job.run();
  await change();
  const failed = job.run({ warehouse: failing(job.warehouse, method, table) });
  await expect(failed).rejects.toThrow("the power went");
  await job.run();
  const mended = await tables();
  await job.close();

  job = await formJob();
  await job.put(canonical("r0"), canonical("r1"), canonical("r3"));
  await job.run();
  await change();
  await job.run();
  expect(mended).toEqual(await tables());
  expect(mended.outcomes).toEqual([
    ["r1", "ok", null],
    ["r2", "ok", null],
    ["r3", "quarantined", "answers_malformed"],
  ]);
});
