// The rule of the house that matters most: imports point down only. Fails with every import that does not.
import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { findImports, type Import, violations } from "./import-rules.ts";

const { values } = parseArgs({ options: { graph: { type: "boolean", default: false } } });

const imports: Import[] = globSync("{packages,apps}/*/src/**/*.ts")
  .filter((file) => !file.endsWith(".test.ts"))
  .flatMap((file) => findImports(file, readFileSync(file, "utf8")));

if (values.graph) {
  const edges = new Set(
    imports.map(
      (found) =>
        `${dirname(found.file).split("/")[1]} -> ${found.specifier.replace("@lorchestra/", "")}${found.typeOnly ? " (types)" : ""}`,
    ),
  );
  process.stdout.write(`${[...edges].sort().join("\n")}\n`);
}

const broken = violations(imports);
for (const { file, line, specifier, rule } of broken)
  process.stderr.write(`${file}:${line}: imports ${specifier}: ${rule}\n`);
process.stderr.write(
  `import rules: ${imports.length} imports between packages, ${broken.length} against the rules\n`,
);
process.exitCode = broken.length > 0 ? 1 : 0;
