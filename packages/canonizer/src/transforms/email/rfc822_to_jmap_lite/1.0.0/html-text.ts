import PostalMime from "postal-mime";

/** Enough for the beginning of any text; the rest of a newsletter of 10 MB is not worth its time. */
const longest = 256 * 1024;

/**
 * The text of an HTML body, for previews. The MIME parser has such a conversion for messages with parts of both kinds but
 * does not export it: so it gets a message of an empty text part and this HTML.
 */
export async function textOfHtml(html: string): Promise<string> {
  if (html === "") return "";
  const content = Buffer.from(withoutStyles(html.slice(0, longest))).toString("base64");
  const message = await PostalMime.parse(
    [
      "Content-Type: multipart/mixed; boundary=part",
      "",
      "--part",
      "Content-Type: text/plain",
      "",
      "",
      "--part",
      "Content-Type: text/html; charset=utf-8",
      "Content-Transfer-Encoding: base64",
      "",
      content,
      "--part--",
    ].join("\n"),
  );
  return message.text ?? "";
}

/** The parser's conversion drops scripts but shows style sheets. One pass, also over style sheets that never end. */
function withoutStyles(html: string): string {
  const kept: string[] = [];
  const opening = /<style\b/gi;
  const closing = /<\/style\s*>/gi;
  let position = 0;
  for (let open = opening.exec(html); open !== null; open = opening.exec(html)) {
    kept.push(html.slice(position, open.index));
    closing.lastIndex = open.index;
    const close = closing.exec(html);
    if (close === null) return kept.join(" ");
    position = close.index + close[0].length;
    opening.lastIndex = position;
  }
  kept.push(html.slice(position));
  return kept.join(" ");
}
