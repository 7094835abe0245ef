import { readFileSync } from "node:fs";

/** Comments may hold quotes and brackets; strings may hold what looks like a comment. */
const COMMENT_OR_STRING = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;

const withoutComments = (source: string): string =>
  source.replaceAll(COMMENT_OR_STRING, (each) => (each.startsWith("/") ? " " : each));

/** Finds where the parameter list that starts at `open` ends; strings and nesting are skipped. */
function closingParenthesis(source: string, open: number): number {
  let depth = 0;
  let quote = "";
  for (let at = open; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (quote !== "") {
      if (char === "\\") at += 1;
      else if (char === quote) quote = "";
    } else if (char === '"' || char === "'" || char === "`") quote = char;
    else if (char === "(" || char === "{" || char === "[") depth += 1;
    else if (char === ")" || char === "}" || char === "]") {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

/** One line; types that Node stripped leave blanks before commas and brackets. */
const tidy = (parameters: string): string =>
  parameters
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ (?=[,)])/g, "")
    .replaceAll("( ", "(");

/**
 * The parameter list of a function as its source has it, on one line; undefined for what has no source.
 *
 * @example
 * signatureOf((client, { account, since = "-7d" }) => client) // '(client, { account, since = "-7d" })'
 */
export function signatureOf(value: (...args: never[]) => unknown): string | undefined {
  const source = withoutComments(Function.prototype.toString.call(value));
  if (source.includes("[native code]")) return undefined;
  const bare = /^(?:async\s+)?([A-Za-z_$][\w$]*)\s*=>/.exec(source);
  if (bare !== null) return `(${bare[1] ?? ""})`;
  const open = source.indexOf("(");
  const close = open === -1 ? -1 : closingParenthesis(source, open);
  return close === -1 ? undefined : tidy(source.slice(open, close + 1));
}

function plainText(comment: string): string {
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\*? ?/, "").trimEnd());
  const tag = lines.findIndex((line) => line.startsWith("@"));
  return (tag === -1 ? lines : lines.slice(0, tag)).join("\n").trim();
}

/** The text of the JSDoc block right before the declaration of `name` in a source; undefined when there is none. */
export function docCommentOf(source: string, name: string): string | undefined {
  const escaped = name.replaceAll(/[$]/g, "\\$&");
  const declaration = new RegExp(
    `/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s*(?:export\\s+)?(?:default\\s+)?(?:(?:async\\s+)?function\\s*\\*?\\s*|(?:const|let|var)\\s+|(?:module\\.)?exports\\.)${escaped}\\b`,
  );
  const text = plainText(declaration.exec(source)?.[1] ?? "");
  return text === "" ? undefined : text;
}

/** What a function says of itself: its `description` property, else the JSDoc block before it in its file. */
export function descriptionOf(value: object, name: string, file: string): string | undefined {
  const own: unknown = Reflect.get(value, "description");
  if (typeof own === "string" && own !== "") return own;
  return docCommentOf(readFileSync(file, "utf8"), name);
}
