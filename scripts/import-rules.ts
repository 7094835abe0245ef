/** One import of another package of this workspace. */
export interface Import {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** An import that the house does not allow, with the rule that it breaks. */
export interface Violation extends Import {
  readonly rule: string;
}

const domains = ["ingest-taps", "canonizer", "final-form", "projector", "host-sync"];
const ground = ["idem-keys", "tap-kit", "job-queue", "sandbox", "warehouse"];

/** What each layer may import as values; domain packages' job sides may import more, as types only. */
const allowed: { readonly [name: string]: readonly string[] } = {
  "event-client": ["warehouse", "idem-keys"],
  jobs: ["event-client", "warehouse", "idem-keys"],
  "ingest-taps": ["idem-keys", "tap-kit"],
};
const typesOfJobSide = ["jobs", "warehouse", "event-client"];

/** The imports of workspace packages in a source file: static, dynamic, re-exports and import types. */
export function findImports(file: string, text: string): Import[] {
  const pattern =
    /(?:(import|export)\s+(type\s)?[^;'"]*?from\s*|import\s*\(\s*|^\s*import\s+)["'](@lorchestra\/[^"']+|lorchestra(?:\/[^"']*)?)["']/gm;
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, (comment) =>
    comment.replaceAll(/[^\n]/g, " "),
  );
  return [...code.matchAll(pattern)].map((match) => {
    const braces = /^(?:import|export)\s*\{([^}]*)\}/.exec(match[0]);
    const allTypes =
      braces !== null &&
      (braces[1] ?? "").split(",").every((name) => name.trim() === "" || name.trim().startsWith("type "));
    const typeQuery =
      match[0].startsWith("import") &&
      /\(\s*$/.test(match[0].replace(/["'].*$/s, "")) &&
      isTypeQuery(code, match.index);
    return {
      file,
      line: code.slice(0, match.index).split("\n").length,
      specifier: match[3] ?? "",
      typeOnly: match[2] !== undefined || allTypes || typeQuery,
    };
  });
}

/** `import("x").Y` in a type position stands after a colon, `<`, `|` or `typeof`, never after `await` or `=>`. */
function isTypeQuery(code: string, index: number): boolean {
  return /(?::|<|\||typeof)\s*$/.test(code.slice(Math.max(0, index - 20), index));
}

/** The imports that break a rule of DESIGN.md. */
export function violations(imports: readonly Import[]): Violation[] {
  return imports.flatMap((found) => {
    const rule = brokenRule(found);
    return rule === undefined ? [] : [{ ...found, rule }];
  });
}

function brokenRule({ file, specifier, typeOnly }: Import): string | undefined {
  const [root, name = ""] = file.split("/");
  const target = specifier.replace("@lorchestra/", "").split("/")[0] ?? "";
  if (target === name || root === "apps") return undefined;
  if (target === "lorchestra") return "nothing imports the app";
  if (domains.includes(target)) return `${target} is a domain package: only the app imports it`;
  if (ground.includes(name)) return `${name} stands on the ground and imports no other package`;
  if (name.startsWith("tap-")) return target === "tap-kit" ? undefined : "a tap imports tap-kit only";
  if (allowed[name]?.includes(target)) return undefined;
  if (!domains.includes(name)) return `${name} may import ${(allowed[name] ?? []).join(", ") || "nothing"}`;
  if (!typesOfJobSide.includes(target)) return `a domain package may not import ${target}`;
  if (!typeOnly) return "a domain package takes types from it only; values come through the JobContext";
  return undefined;
}
