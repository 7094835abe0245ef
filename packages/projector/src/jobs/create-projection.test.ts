import { afterEach, beforeEach, expect, test } from "vitest";
import { type TestProject, testProject } from "../../testing/project.ts";
import { createProjection } from "./create-projection.ts";

let project: TestProject;
beforeEach(() => {
  project = testProject();
});
afterEach(() => project.remove());

const create = (options = {}) =>
  project.run(createProjection, { projection: { name: "proj_scores" } }, options);

test("makes the view, then leaves it alone, then replaces an older one", async () => {
  expect(await create()).toMatchObject({
    stage: "projection",
    counts: { in: 1, inserted: 1, updated: 0, unchanged: 0 },
  });
  expect((await create()).counts).toMatchObject({ in: 1, inserted: 0, updated: 0, unchanged: 1 });
  project.sqlite("warehouse.db", (db) =>
    db.exec("DROP VIEW proj_scores; CREATE VIEW proj_scores AS SELECT 1 AS score_id"),
  );
  expect((await create()).counts).toMatchObject({ in: 1, inserted: 0, updated: 1, unchanged: 0 });
});

test("a dry run says what it would do and does it not", async () => {
  expect((await create({ dryRun: true })).counts).toMatchObject({ in: 1, inserted: 1 });
  expect((await create()).counts).toMatchObject({ in: 1, inserted: 1 });
});

test("an unknown name is refused with those that exist", () => {
  expect(createProjection.validateConfig?.({ projection: { name: "proj_score" } }, "j")).toEqual([
    {
      job: "j",
      path: "projection.name",
      message: 'There is no projection "proj_score". There are: proj_scores.',
    },
  ]);
});
