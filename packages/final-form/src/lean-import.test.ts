import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

test("scoring pulls in nothing: no ajv, no warehouse, no jobs, nothing of Node", () => {
  const script = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
    const { score, phq9 } = await import(${JSON.stringify(new URL("./index.ts", import.meta.url).href)});
    score(phq9, { phq9_1: 1 });
    process.stdout.write(JSON.stringify(loaded));`;
  const out = execFileSync(process.execPath, ["--conditions=source", "--input-type=module", "-e", script]);
  const loaded: string[] = JSON.parse(out.toString());
  const here = new URL("./", import.meta.url).href;
  expect(loaded.length).toBeGreaterThan(5);
  expect(loaded.filter((url) => !url.startsWith(here))).toEqual([]);
});
