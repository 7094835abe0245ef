import { ProjectError } from "../errors.ts";

/** More aliases than a person writes; each may multiply what it stands for. */
const MAX_ALIASES = 100;

/**
 * Parses a YAML file that a person writes. Throws a {@link ProjectError} `file:line:column: what`: bad syntax,
 * duplicate keys, unknown tags, several documents, aliases that explode.
 */
export async function parseYaml(text: string, file: string): Promise<unknown> {
  const { LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem !== undefined) {
      const { line, col } = lines.linePos(problem.pos[0]);
      throw new ProjectError(`${file}:${line}:${col}: ${problem.message}`);
    }
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return value;
  } catch (error) {
    if (error instanceof ProjectError) throw error;
    const reason =
      error instanceof ReferenceError
        ? "aliases that repeat too much are refused"
        : "it is nested too deep to be read";
    throw new ProjectError(`${file}: ${reason}`, { cause: error });
  }
}
