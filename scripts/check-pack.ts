// What npm users get: packs every public package, lints the tarballs, installs them all into an empty project with
// npm, and uses them there: the bin, an import of every export, and `lorchestra init` with a first run.
import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Record<string, unknown>;
  readonly bin?: Record<string, string>;
}

const scoringExample = `import { phq9, score } from "@lorchestra/final-form";
const { scales } = score(phq9, Object.fromEntries(phq9.items.map((item) => [item.id, 1])));
console.log(scales.map((scale) => scale.scaleId + " " + scale.value + " " + scale.label).join(", "));
`;

const root = resolve(import.meta.dirname, "..");
const work = mkdtempSync(join(tmpdir(), "lorchestra-pack-"));
const say = (line: string) => process.stdout.write(`${line}\n`);
const npmEnv = {
  ...process.env,
  npm_config_loglevel: "error",
  npm_config_update_notifier: "false",
  npm_config_fund: "false",
  npm_config_audit: "false",
};
const run = (command: string, args: string[], cwd: string) =>
  execFileSync(command, args, { cwd, env: npmEnv, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

function publicPackages(): { readonly folder: string; readonly manifest: Manifest }[] {
  return globSync("{packages,apps,examples}/*/package.json", { cwd: root })
    .map((file) => ({
      folder: join(root, dirname(file)),
      manifest: JSON.parse(readFileSync(join(root, file), "utf8")) as Manifest,
    }))
    .filter(({ manifest }) => manifest.private !== true);
}

async function lint(folder: string, name: string): Promise<void> {
  const { messages, pkg } = await publint({ pkgDir: folder, strict: true });
  for (const message of messages) say(`publint ${name}: ${formatMessage(message, pkg) ?? message.code}`);
  if (messages.length > 0) process.exitCode = 1;
}

function importsOf(packages: readonly { readonly manifest: Manifest }[]): string[] {
  return packages.flatMap(({ manifest }) =>
    Object.keys(manifest.exports ?? {})
      .filter((path) => path !== "./package.json" && !path.endsWith("bin") && !path.endsWith("cli"))
      .map((path) => join(manifest.name, path)),
  );
}

const packages = publicPackages();
const tarballs = join(work, "tarballs");
mkdirSync(tarballs);
for (const { folder, manifest } of packages) {
  await lint(folder, manifest.name);
  run("pnpm", ["pack", "--pack-destination", tarballs], folder);
}
const project = join(work, "project");
mkdirSync(project);
writeFileSync(
  join(project, "package.json"),
  JSON.stringify({ name: "a-first-project", private: true, type: "module" }),
);
run("npm", ["install", ...globSync("*.tgz", { cwd: tarballs }).map((file) => join(tarballs, file))], project);
say(`packed and installed ${packages.length} packages with npm`);

const imported = importsOf(packages);
writeFileSync(
  join(project, "imports.mjs"),
  `${imported.map((path) => `await import(${JSON.stringify(path)});`).join("\n")}\n`,
);
run(process.execPath, ["imports.mjs"], project);
say(`imported ${imported.length} entries from the tarballs`);

const bin = join(project, "node_modules/.bin/lorchestra");
say(`lorchestra --version: ${run(bin, ["--version"], project).trim()}`);
run(bin, ["demo", "--folder", "demo"], project);
say("lorchestra demo ran from the tarballs");

const scoring = join(work, "scoring");
mkdirSync(scoring);
writeFileSync(
  join(scoring, "package.json"),
  JSON.stringify({ name: "only-scoring", private: true, type: "module" }),
);
run(
  "npm",
  [
    "install",
    ...globSync("lorchestra-final-form-*.tgz", { cwd: tarballs }).map((file) => join(tarballs, file)),
  ],
  scoring,
);
const installed = globSync("node_modules/@lorchestra/*", { cwd: scoring });
if (installed.length !== 1) throw new Error(`@lorchestra/final-form alone brought ${installed.join(", ")}`);
writeFileSync(join(scoring, "score.mjs"), scoringExample);
say(`@lorchestra/final-form alone scores a PHQ-9: ${run(process.execPath, ["score.mjs"], scoring).trim()}`);
rmSync(work, { recursive: true });
