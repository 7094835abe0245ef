import { stringify } from "yaml";
import type { Fields } from "./field-value.ts";

/**
 * YAML front matter: a block between two `---` lines that parses back to the same values. Every text is quoted, so
 * that no reader of any YAML version takes `no`, `1e3` or `2025-01-31` for something else, and no value can end the block.
 *
 * @example
 * frontMatter({ entity: "score", version: 2 }); // '---\nentity: "score"\nversion: 2\n---\n'
 */
export function frontMatter(values: Fields): string {
  const yaml = stringify(values, {
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "PLAIN",
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
  return `---\n${yaml}---\n`;
}
