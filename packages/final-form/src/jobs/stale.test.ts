import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bindingOf, sectionOf } from "../../testing/binding-of.ts";
import { answersOf, both, canonical, configOf, type FormJob, formJob, none } from "../../testing/form-job.ts";
import { synthetic } from "../../testing/synthetic-measure.ts";
import { type Measure, phq9 } from "../index.ts";

let job: FormJob;
beforeEach(async () => {
  job = await formJob();
});
afterEach(() => job.close());
const run: FormJob["run"] = (options) => job.run(options);
const put: FormJob["put"] = (...rows) => job.put(...rows);
const all: FormJob["all"] = (table) => job.all(table);
const bind: FormJob["bind"] = (binding, file) => job.bind(binding, file);

describe("submissions of other forms", () => {
  test("are not counted, and looked at once", async () => {
    await put(
      canonical("r1", { form_id: "followup" }),
      canonical("r2", { form_id: "intake_01" }),
      canonical("r3"),
    );
    expect((await run()).counts).toEqual({ ...none, in: 4, inserted: 4 });
    expect(await job.outcomes()).toEqual([
      ["r1", "skipped", "other_form"],
      ["r2", "ok", null],
      ["r3", "ok", null],
    ]);
    const before = await all("record_outcomes");
    await run({ now: () => new Date("2026-03-01T00:00:00.000Z") });
    expect(await all("record_outcomes")).toEqual(before);
  });

  test("lose this form's measurements when they were of this form before, and no other's", async () => {
    await put(canonical("r1"));
    await run();
    bind({ ...both, source_form_ids: ["another"] });
    expect((await run()).counts).toEqual({ ...none, removed: 2 });
    expect(await all("observations")).toEqual([]);
    bind({ ...both, form_id: "followup", binding_id: "followup" }, "followup.json");
    await run({ config: configOf({ form_id: "followup" }) });
    bind({ ...both, version: "1.0.1", source_form_ids: [] });
    expect((await run()).counts).toEqual(none);
    expect(await all("measurement_events")).toHaveLength(2);
  });
});

describe("what no longer arises is removed", () => {
  test("a canonical object that is gone", async () => {
    await put(canonical("r1"), canonical("r2"));
    await run();
    await job.warehouse.remove("canonical_objects", "idem_key", [
      "google_forms:intake:form_response:r1#form_response",
    ]);
    expect((await run()).counts).toEqual({ ...none, removed: 2 });
    expect((await all("measurement_events")).map((row) => row.submission_id)).toEqual(["r2", "r2"]);
    expect(await all("observations")).toHaveLength(22);
    expect(await job.outcomes()).toEqual([["r2", "ok", null]]);
    expect((await run()).counts).toEqual(none);
    await put(canonical("r1"));
    expect((await run()).counts).toEqual({ ...none, in: 2, inserted: 2 });
  });

  test("a measure that is no longer bound or no longer asked for", async () => {
    await put(canonical("r1"));
    await run();
    bind({ ...bindingOf(sectionOf(phq9)), version: "2.0.0" });
    expect((await run()).counts).toEqual({ ...none, in: 1, updated: 1, removed: 1 });
    expect(await all("observations")).toHaveLength(12);
    bind({ ...both, version: "3.0.0" });
    expect((await run({ config: configOf({ instruments: ["gad7"] }) })).counts).toEqual({
      ...none,
      in: 1,
      inserted: 1,
      removed: 1,
    });
    expect((await all("measurement_events")).map((row) => row.measure_id)).toEqual(["gad7"]);
    expect((await all("observations")).every((row) => row.measure_id === "gad7")).toBe(true);
  });

  test("an item that a measure's next version does not have", async () => {
    mkdirSync(join(job.folder, "measures/synthetic"), { recursive: true });
    const next: Measure = {
      ...synthetic,
      version: "2.0.0",
      items: synthetic.items.slice(0, 5),
      scales: synthetic.scales.slice(0, 2),
    };
    for (const measure of [synthetic, next])
      writeFileSync(join(job.folder, `measures/synthetic/${measure.version}.json`), JSON.stringify(measure));
    await put(canonical("r1", { answers: answersOf(synthetic, 2) }));
    bind(bindingOf(sectionOf(synthetic)));
    await run();
    expect(await all("observations")).toHaveLength(10);
    bind({ ...bindingOf(sectionOf(next)), version: "2.0.0" });
    expect((await run()).counts).toEqual({ ...none, in: 1, updated: 1 });
    const codes = (await all("observations")).map((row) => row.code);
    expect(codes.sort()).toEqual(["a", "b", "c", "constructor", "d", "doubled", "single"]);
  });

  test("a response that can no longer be read", async () => {
    await put(canonical("r1"));
    await run();
    await put(canonical("r1", { answers: null }));
    expect((await run()).counts).toEqual({ ...none, in: 2, quarantined: 2, removed: 2 });
    expect(await job.outcomes()).toEqual([["r1", "quarantined", "answers_malformed"]]);
    expect(await all("observations")).toEqual([]);
    await put(canonical("r1"));
    expect((await run()).counts).toEqual({ ...none, in: 2, inserted: 2 });
  });
});
