import { expect, test } from "vitest";
import { findImports, violations } from "./import-rules.ts";

const rules = (file: string, text: string) =>
  violations(findImports(file, text)).map((broken) => broken.rule);

test("a domain package may take types from jobs, but no values", () => {
  expect(
    rules("packages/canonizer/src/jobs/x.ts", 'import type { JobContext } from "@lorchestra/jobs";'),
  ).toEqual([]);
  expect(
    rules("packages/canonizer/src/jobs/x.ts", 'import { type A, type B } from "@lorchestra/jobs";'),
  ).toEqual([]);
  expect(
    rules("packages/canonizer/src/jobs/x.ts", 'import { type A, defineJob } from "@lorchestra/jobs";'),
  ).toEqual(["a domain package takes types from it only; values come through the JobContext"]);
});

test("domain packages do not know one another, and nothing knows the app", () => {
  expect(
    rules("packages/projector/src/x.ts", 'import { score } from "@lorchestra/final-form";'),
  ).toHaveLength(1);
  expect(rules("packages/jobs/src/x.ts", 'import { run } from "lorchestra";')).toEqual([
    "nothing imports the app",
  ]);
});

test("the ground imports nothing, a tap only tap-kit", () => {
  expect(
    rules("packages/warehouse/src/x.ts", 'import { idemKey } from "@lorchestra/idem-keys";'),
  ).toHaveLength(1);
  expect(rules("packages/tap-stripe/src/x.ts", 'import { defineTap } from "@lorchestra/tap-kit";')).toEqual(
    [],
  );
  expect(rules("packages/tap-stripe/src/x.ts", 'const x = await import("@lorchestra/warehouse");')).toEqual([
    "a tap imports tap-kit only",
  ]);
});

test("re-exports and imports over several lines count, comments do not", () => {
  expect(rules("packages/tap-kit/src/x.ts", 'export {\n  a,\n} from "@lorchestra/jobs";')).toHaveLength(1);
  expect(
    rules(
      "packages/tap-kit/src/x.ts",
      '// import { a } from "@lorchestra/jobs";\n/* import "@lorchestra/jobs"; */',
    ),
  ).toEqual([]);
});

test("the app may import everything", () => {
  expect(rules("apps/lorchestra/src/x.ts", 'import { runJob } from "@lorchestra/jobs";')).toEqual([]);
});
