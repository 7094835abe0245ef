const longest = 256;

/** The beginning of a text on one line: at most 256 UTF-16 units, no character cut in two. */
export function previewOf(text: string): string {
  const line = text
    .trimStart()
    .slice(0, 16 * longest)
    .replaceAll(/\s+/g, " ")
    .trim();
  const cut = line.slice(0, longest);
  // The first half of a character that needs two units.
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
