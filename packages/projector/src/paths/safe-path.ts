import { safePathPart } from "./safe-path-part.ts";

/**
 * A relative path of safe parts, with `/`. What stands in a part stays in it: a `/` there makes no folder.
 *
 * @example
 * safePath(["a/b", "notes.md"]); // "a-b/notes.md"
 */
export function safePath(parts: readonly string[]): string {
  return parts.map(safePathPart).join("/");
}
