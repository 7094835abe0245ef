/** Longest part in bytes of UTF-8: file systems allow 255, and clash suffixes and temp files need some of them. */
export const PART_BYTES = 200;

/** What stands for a part that has no characters left. */
export const EMPTY_PART = "unnamed";

/** Characters that do not show, or that turn the reading direction: nobody can tell such names apart. */
const INVISIBLE =
  /[\p{Cc}\p{Zl}\p{Zp}\u{ad}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2069}\u{feff}]/gu;
const SEPARATORS_AND_WILDCARDS = /[\\/:*?"<>|]/g;
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?= *(?:\.|$))/i;
const EXTENSION = /^(.+)(\.[A-Za-z0-9]{1,8})$/su;

/**
 * One part of a path that every file system takes and that never leads anywhere: no separators, control or invisible
 * characters, no leading dots, no trailing dots or spaces, no names that Windows reserves, Unicode NFC, at most
 * {@link PART_BYTES} bytes (a short extension is kept). An empty part becomes {@link EMPTY_PART}. Idempotent.
 *
 * @example
 * safePathPart("../../etc"); // "_-..-etc"
 * safePathPart("CON.md"); // "_CON.md"
 */
export function safePathPart(text: string): string {
  const visible = text.toWellFormed().replace(INVISIBLE, "").normalize("NFC");
  const plain = visible.replace(SEPARATORS_AND_WILDCARDS, "-").replace(/\s+/gu, " ");
  const trimmed = trimEnd(plain.trimStart()).replace(/^\.+/, "_");
  if (trimmed === "") return EMPTY_PART;
  return limited(RESERVED.test(trimmed) ? `_${trimmed}` : trimmed, PART_BYTES);
}

/** `name~suffix.md`: a suffix before a file's extension, at the end of a folder's name, within the length limit. */
export function withSuffix(part: string, suffix: string, kind: "file" | "folder"): string {
  const [stem, extension] = kind === "file" ? splitExtension(part) : [part, ""];
  const tail = `${suffix}${extension}`;
  return `${limited(stem, PART_BYTES - Buffer.byteLength(tail))}${tail}`;
}

/** The name under which a file system that ignores case and Unicode form sees a part. */
export function foldPart(part: string): string {
  return part.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}

function splitExtension(part: string): [stem: string, extension: string] {
  const match = EXTENSION.exec(part);
  return match === null ? [part, ""] : [match[1] ?? "", match[2] ?? ""];
}

/** Cuts between characters until the part fits; what the cut leaves at the end is trimmed again. */
function limited(part: string, bytes: number): string {
  if (Buffer.byteLength(part) <= bytes) return part;
  const [stem, extension] = splitExtension(part);
  const room = bytes - Buffer.byteLength(extension);
  let size = 0;
  let cut = "";
  for (const character of stem) {
    size += Buffer.byteLength(character);
    if (size > room) break;
    cut += character;
  }
  return `${trimEnd(cut)}${extension}`;
}

function trimEnd(part: string): string {
  let end = part.length;
  while (end > 0 && (part[end - 1] === "." || part[end - 1] === " ")) end -= 1;
  return part.slice(0, end);
}
