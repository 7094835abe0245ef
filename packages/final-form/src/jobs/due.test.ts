import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bindingOf, sectionOf } from "../../testing/binding-of.ts";
import { answersOf, both, canonical, configOf, type FormJob, formJob, none } from "../../testing/form-job.ts";
import { gad7, phq9 } from "../index.ts";

let job: FormJob;
beforeEach(async () => {
  job = await formJob();
});
afterEach(() => job.close());
const run: FormJob["run"] = (options) => job.run(options);
const put: FormJob["put"] = (...rows) => job.put(...rows);
const all: FormJob["all"] = (table) => job.all(table);
const bind: FormJob["bind"] = (binding, file) => job.bind(binding, file);

describe("what is due", () => {
  test("nothing: the stage is told all the same", async () => {
    expect((await run()).counts).toEqual(none);
    expect((await all("event_log")).map((row) => row.event_type)).toEqual(["formation.completed"]);
  });

  test("unchanged input is not scored twice", async () => {
    await put(canonical("r1"));
    await run();
    const before = [await all("measurement_events"), await all("observations"), await all("record_outcomes")];
    expect((await run({ now: () => new Date("2026-02-02T00:00:00.000Z") })).counts).toEqual(none);
    expect([
      await all("measurement_events"),
      await all("observations"),
      await all("record_outcomes"),
    ]).toEqual(before);
  });

  test("scoring again what gives the same changes nothing", async () => {
    await put(canonical("r1"));
    await run();
    const before = [await all("measurement_events"), await all("observations")];
    await put(canonical("r1", {}, { raw_payload_hash: "another" }));
    expect((await run({ now: () => new Date("2026-02-02T00:00:00.000Z") })).counts).toEqual({
      ...none,
      in: 2,
      unchanged: 2,
    });
    expect([await all("measurement_events"), await all("observations")]).toEqual(before);
  });

  test("an edited response updates its measurements, each by itself", async () => {
    await put(canonical("r1"));
    await run();
    await put(canonical("r1", { status: "edited", answers: [...answersOf(phq9, 0), ...answersOf(gad7, 2)] }));
    const { counts } = await run();
    // The PHQ-9 lost its flag; the GAD-7 is as it was.
    expect(counts).toEqual({ ...none, in: 2, updated: 1, unchanged: 1 });
    expect(await job.scores()).toEqual({
      "r1 phq9_total": 0,
      "r1 phq9_severity": 0,
      "r1 gad7_total": 14,
      "r1 gad7_severity": 2,
    });
    expect((await all("measurement_events")).map((row) => row.flags)).toEqual([[], []]);
  });

  test("another version of the binding scores everything again, and the highest one counts", async () => {
    await put(canonical("r1"));
    await run();
    bind({ ...both, version: "1.10.0" }, "intake_01_v1.10.json");
    bind({ ...both, version: "1.9.0" }, "intake_01_v1.9.json");
    expect((await run()).counts).toEqual({ ...none, in: 2, updated: 2 });
    expect((await all("measurement_events")).map((row) => row.binding_version)).toEqual(["1.10.0", "1.10.0"]);
    await run({ config: configOf({ binding_version: "1.0.0" }) });
    expect((await all("measurement_events")).map((row) => row.binding_version)).toEqual(["1.0.0", "1.0.0"]);
  });

  test("a binding that changed under its version scores everything again", async () => {
    await put(canonical("r1"));
    await run();
    const moved = sectionOf(gad7, (id) => ({
      by: "field_key",
      value: id === "gad7_1" ? "q_gad7_2" : id === "gad7_2" ? "q_gad7_1" : `q_${id}`,
    }));
    bind(bindingOf(sectionOf(phq9), moved));
    expect((await run()).counts).toMatchObject({ in: 2, unchanged: 2 });
  });

  test("another name of the binding, and the first one again", async () => {
    await put(canonical("r1"));
    await run();
    bind({ ...both, binding_id: "renamed", sections: [sectionOf(phq9)] });
    expect((await run()).counts).toEqual({ ...none, in: 1, updated: 1, removed: 1 });
    bind(both);
    expect((await run()).counts).toEqual({ ...none, in: 2, inserted: 1, updated: 1 });
    expect((await all("measurement_events")).map((row) => row.binding_id)).toEqual([
      "intake_01",
      "intake_01",
    ]);
  });

  test("a limit counts the submissions of the form", async () => {
    await put(
      ...["a1", "a2", "a3"].map((id) => canonical(id, { form_id: "other" })),
      ...["b1", "b2", "b3"].map((id) => canonical(id)),
    );
    expect((await run({ parameters: { limit: 2 } })).counts).toEqual({ ...none, in: 4, inserted: 4 });
    expect((await run({ config: { ...configOf(), options: { limit: 2 } } })).counts).toEqual({
      ...none,
      in: 2,
      inserted: 2,
    });
    expect((await run()).counts).toEqual(none);
  });

  test("more than a batch", async () => {
    await put(...Array.from({ length: 250 }, (_, index) => canonical(`r${index}`)));
    expect((await run()).counts).toEqual({ ...none, in: 500, inserted: 500 });
    expect(await all("observations")).toHaveLength(250 * 22);
    expect((await run()).counts).toEqual(none);
  });

  test("only the connection that the job names", async () => {
    await put(canonical("r1"), canonical("r2", {}, { connection_name: "elsewhere" }));
    expect((await run({ config: configOf({}, { connection_name: "elsewhere" }) })).counts).toMatchObject({
      in: 2,
      inserted: 2,
    });
    expect((await all("measurement_events")).map((row) => row.submission_id)).toEqual(["r2", "r2"]);
  });
});
