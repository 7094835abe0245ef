/**
 * The ids in a Message-ID, In-Reply-To or References header, without angle brackets (RFC 8621, 4.1.2.5); null when there
 * are none. Old programs write sentences around an id, or leave the brackets out.
 */
export function messageIds(header: string | undefined): string[] | null {
  if (header === undefined) return null;
  const bracketed = [...header.matchAll(/<([^<>]+)>/g)].map((match) =>
    (match[1] ?? "").replaceAll(/\s+/g, ""),
  );
  const bare = header
    .trim()
    .split(/\s+/)
    .filter((word) => word.includes("@") && !/[<>]/.test(word));
  const ids = (bracketed.length > 0 ? bracketed : bare).filter((id) => id !== "");
  return ids.length === 0 ? null : ids;
}
