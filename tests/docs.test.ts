import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { addFile, makeProject, minimalConfig } from "./harness/project.ts";

const root = resolve(import.meta.dirname, "..");
const cli = join(root, "apps/lorchestra/src/cli.ts");

interface Fence {
  readonly language: string;
  readonly info: string;
  readonly code: string;
}

function fences(file: string): Fence[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/^```(\w+) ?([^\n]*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = "", info = "", code = ""]) => ({ language, info, code }),
  );
}

/** A folder in which an example resolves the workspace's packages by name. */
function exampleFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lorchestra-example-"));
  symlinkSync(join(root, "tests/node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  return folder;
}

describe("the examples in READMEs run", () => {
  for (const file of globSync("{packages,apps}/*/README.md", { cwd: root }).sort()) {
    const examples = fences(file).filter(
      ({ language, info }) => language === "ts" && !info.includes("no-run"),
    );
    test.each(examples.map((example, index) => [index + 1, example] as const))(
      `${file}, example %i`,
      (_, { code }) => {
        const folder = exampleFolder();
        writeFileSync(join(folder, "example.ts"), code);
        execFileSync(process.execPath, ["--conditions=source", "example.ts"], {
          cwd: folder,
          stdio: ["ignore", "pipe", "pipe"],
        });
      },
    );
  }
});

test("docs/writing-jobs.md: the package that it builds works, and so does every command on the page", {
  timeout: 120_000,
}, () => {
  const page = fences("docs/writing-jobs.md");
  const folder = makeProject({ "lorchestra.yaml": minimalConfig });
  const own = join(folder, "node_modules/my-ingester");
  for (const { info, code } of page) {
    const name = /file=(\S+)/.exec(info)?.[1];
    if (name === undefined) continue;
    addFile(name.startsWith("jobs/definitions") || name.includes(".test.") ? folder : own, name, code);
  }
  const manifest = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
  manifest.lorchestra.jobs.my_ingester.at_least = "./job-types#atLeast";
  manifest.exports["./job-types"] = "./job-types.js";
  writeFileSync(join(own, "package.json"), JSON.stringify(manifest));
  mkdirSync(join(folder, "node_modules/@lorchestra"), { recursive: true });
  for (const name of ["event-client", "idem-keys", "warehouse"]) {
    symlinkSync(join(root, "packages", name), join(folder, "node_modules/@lorchestra", name));
  }
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(
    join(bin, "lorchestra"),
    `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} --conditions=source ${JSON.stringify(cli)} "$@"\n`,
    { mode: 0o755 },
  );
  const env = {
    HOME: folder,
    NODE_OPTIONS: "--conditions=source",
    PATH: `${bin}:${dirname(process.execPath)}:${process.env.PATH ?? ""}`,
  };
  const outputs = page
    .filter(({ language, info }) => language === "bash" && info === "run")
    .map(({ code }) =>
      execFileSync("bash", ["-euo", "pipefail", "-c", code], { cwd: folder, env, encoding: "utf8" }),
    );
  expect(outputs[0]).toContain("extract_source");
  expect(outputs[0]).toContain("Extracts the readings of one account.");
  expect(outputs[1]).toMatch(/ingestion\.completed\s+my_source\s+success/);
  expect(outputs[2]).toMatch(/pass 3/);
  expect(outputs[3]).toContain("3 objects");
});
