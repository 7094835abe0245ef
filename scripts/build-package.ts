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
  lib: ["lib.es2024.d.ts", "lib.esnext.iterator.d.ts", "lib.esnext.collection.d.ts"],
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
const emitted = ts.createProgram(sources, options).emit();
if (emitted.emitSkipped) {
  process.stderr.write(
    ts.formatDiagnostics(emitted.diagnostics, {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => process.cwd(),
      getNewLine: () => "\n",
    }),
  );
  process.exitCode = 1;
}
