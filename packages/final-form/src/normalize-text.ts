/** No option text is longer, so a longer answer is not compared at all. */
const longestText = 10_000;

/**
 * An answer or option text as it is compared: Unicode NFKC, trimmed, white space collapsed to one space, curly quotes
 * made straight, lower case. Text of more than 10,000 characters after trimming gives null: it equals no option.
 *
 * @example
 * normalizeText("  More than half\u00a0the days ") // "more than half the days"
 */
export function normalizeText(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > longestText) return null;
  return trimmed
    .normalize("NFKC")
    .replace(/\s+/gu, " ")
    .trim()
    .replace(/[\u2018-\u201b]/gu, "'")
    .replace(/[\u201c-\u201f]/gu, '"')
    .toLowerCase();
}

/** The whole number that a normalized text writes (`2`, `-1`, `2.0`), or null. `02`, `2.5`, `2x` and `1e0` are none. */
export function wholeNumber(normalized: string): number | null {
  return /^-?(?:0|[1-9]\d{0,14})(?:\.0{1,15})?$/u.test(normalized) ? Number(normalized) : null;
}
