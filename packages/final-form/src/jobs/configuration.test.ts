import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testContext } from "@lorchestra/jobs/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bindingOf, sectionOf } from "../../testing/binding-of.ts";
import { both, configOf, type FormJob, formJob } from "../../testing/form-job.ts";
import { gad7, phq9 } from "../index.ts";
import type { FinalFormConfig } from "./config.ts";
import { finalForm } from "./final-form.ts";

let job: FormJob;
beforeEach(async () => {
  job = await formJob();
});
afterEach(() => job.close());

/** What `validate` says; `execute` must refuse the same way. */
async function refusal(config: FinalFormConfig, paths: { readonly bindings?: string } = {}): Promise<string> {
  const options = { config, dir: job.folder, warehouse: job.warehouse, paths };
  const { context, close } = await testContext(options);
  const [problem] = (await finalForm.validate?.(context)) ?? [];
  expect(problem).toMatchObject({ job: "test_job", host: "source" });
  await expect(finalForm.execute(context)).rejects.toThrow(problem?.message);
  await close();
  return problem?.message ?? "";
}

const write = (file: string, text: string): void => {
  mkdirSync(join(job.folder, file, ".."), { recursive: true });
  writeFileSync(join(job.folder, file), text);
};

describe("a binding that cannot be used is refused before anything is scored", () => {
  test("none for the form", async () => {
    expect(await refusal(configOf({ form_id: "intake_02" }))).toMatch(
      /No binding for the form intake_02 in .*: it needs a file intake_02\*\.json/,
    );
  });

  test("no folder at all", async () => {
    rmSync(join(job.folder, "bindings"), { recursive: true });
    expect(await refusal(configOf())).toMatch(/The project has no folder bindings/);
  });

  test("no such version", async () => {
    job.bind({ ...both, version: "1.2.0" }, "intake_01_v1.2.json");
    expect(await refusal(configOf({ binding_version: "2.0.0" }))).toBe(
      "The form intake_01 has no binding of version 2.0.0. There are: 1.2.0, 1.0.0.",
    );
  });

  test("two files of one version", async () => {
    job.bind(both, "intake_01_copy.json");
    expect(await refusal(configOf())).toMatch(/are the same version of the binding of intake_01/);
  });

  test("no JSON", async () => {
    write("bindings/intake_01_next.json", "{ form_id: 1");
    expect(await refusal(configOf())).toMatch(/intake_01_next\.json is not JSON/);
  });

  test("no version", async () => {
    write("bindings/intake_01_next.json", '{"form_id": "intake_01", "version": 2}');
    expect(await refusal(configOf())).toMatch(/needs a version of three numbers, like "1\.0\.0"/);
  });

  test("an item without a question, said with its file", async () => {
    const section = sectionOf(phq9);
    job.bind(bindingOf({ ...section, bindings: section.bindings.slice(1) }));
    expect(await refusal(configOf())).toMatch(
      /intake_01\.json cannot be used:\n {2}sections\.phq9: The item phq9_1 has no question/,
    );
  });

  test("an instrument that it has not", async () => {
    expect(await refusal(configOf({ instruments: ["phq9", "fscrs"] }))).toBe(
      "The binding intake_01@1.0.0 has no section for fscrs. It has: phq9, gad7.",
    );
  });

  test("submissions that another binding claims too", async () => {
    job.bind({ ...both, form_id: "followup", binding_id: "followup" }, "followup.json");
    expect(await refusal(configOf())).toMatch(/both claim the submissions of 1FAIpQLS-example/);
  });

  test("a folder that cannot be read", async () => {
    const paths = { bindings: "bindings/intake_01.json" };
    expect(await refusal(configOf(), paths)).toMatch(/bindings\/intake_01\.json cannot be read \(ENOTDIR\)/);
  });
});

test("files of other forms are left alone, sound or not", async () => {
  job.bind({ ...both, form_id: "intake_012", source_form_ids: [], binding_id: "x" }, "intake_012.json");
  write("bindings/followup.json", "not JSON");
  write("bindings/old/followup_v2.json", '{"form_id": {}, "source_form_ids": 7}');
  write("bindings/notes.txt", "none of this");
  expect((await job.run()).counts.in).toBe(0);
});

describe("measures of the project's own", () => {
  test("a shipped one cannot be replaced under its version", async () => {
    write("measures/phq9.json", JSON.stringify(phq9));
    expect(await refusal(configOf())).toMatch(/There is a measure phq9@1\.0\.0 already/);
  });

  test("an unsound one is refused with its file", async () => {
    write("measures/mine.json", JSON.stringify({ ...gad7, version: "9.0.0", scales: [] }));
    expect(await refusal(configOf())).toMatch(/mine\.json cannot be used:/);
  });
});

describe("jobs together", () => {
  const together = (...configs: readonly FinalFormConfig[]) =>
    finalForm.validateTogether?.(configs.map((config, index) => ({ jobId: `job_${index}`, config })));

  test("one form is one job's, whatever its instruments", () => {
    expect(together(configOf({ instruments: ["phq9"] }), configOf({ instruments: ["gad7"] }))).toEqual([
      {
        job: "job_1",
        path: "form.form_id",
        message:
          "scores the same submissions as the job job_0; make them one job with all instruments, or name a connection in each",
      },
    ]);
    expect(together(configOf({}, { connection_name: "a" }), configOf())).toHaveLength(1);
    expect(
      together(configOf({}, { connection_name: "a" }), configOf({}, { connection_name: "a" })),
    ).toHaveLength(1);
  });

  test("other forms, connections and schemas are no matter", () => {
    const configs = [
      configOf({}, { connection_name: "a" }),
      configOf({}, { connection_name: "b" }),
      configOf({ form_id: "followup" }, { connection_name: "a" }),
      configOf({}, { connection_name: "a", canonical_schema: "iglu:x/y/jsonschema/2-0-0" }),
    ];
    expect(together(...configs)).toEqual([]);
  });
});
