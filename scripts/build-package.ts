// Builds the package in the current folder for npm: tsup bundles each entry of its `exports`, the TypeScript
// compiler writes the declarations beside it. Run by turbo after the packages that it depends on.
import { readFileSync } from "node:fs";
import { build } from "tsup";
import ts from "typescript";

interface Entry {
  readonly source?: string;
}

const manifest: { exports: Record<string, Entry | string> } = JSON.parse(
  readFileSync("package.json", "utf8"),
);
const sources = Object.values(manifest.exports).flatMap((entry) =>
  typeof entry === "object" && entry.source !== undefined ? [entry.source] : [],
);

await build({
  config: false,
  entry: Object.fromEntries(
    sources.map((source) => [source.replace("./src/", "").replace(/\.ts$/, ""), source]),
  ),
  format: ["esm"],
  platform: "node",
  target: "node24",
  splitting: true,
  sourcemap: true,
  clean: true,
  silent: true,
  // Node's own modules keep their prefix: `node:sqlite` has no name without it.
  removeNodeProtocol: false,
});

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  lib: ["lib.es2025.d.ts", "lib.esnext.collection.d.ts"],
  module: ts.ModuleKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
  resolveJsonModule: true,
  skipLibCheck: true,
  noCheck: true,
  declaration: true,
  emitDeclarationOnly: true,
  types: ["node"],
  rootDir: "src",
  outDir: "dist",
};
const program = ts.createProgram(sources, options);
const { diagnostics } = program.emit();
// `emitSkipped` is true as soon as one imported JSON file gets no declaration, so the errors decide.
const all = [...diagnostics, ...program.getOptionsDiagnostics(), ...program.getDeclarationDiagnostics()];
if (all.length > 0) {
  const host = {
    getCanonicalFileName: (name: string) => name,
    getCurrentDirectory: () => process.cwd(),
    getNewLine: () => "\n",
  };
  process.stderr.write(ts.formatDiagnostics(all, host));
  process.exitCode = 1;
}
