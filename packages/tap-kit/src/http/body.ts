import { ResponseError } from "../errors.ts";

/**
 * The body of a response as text, at most `maxBytes` after decompression. Ends the transfer when there is more.
 *
 * @throws ResponseError `response_too_large`, or `response_not_json` for bytes that are not UTF-8.
 */
export async function readText(response: Response, maxBytes: number, host: string): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const pieces: string[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream, and with it the transfer.
    if (size > maxBytes) {
      throw new ResponseError(
        "response_too_large",
        `${host} sent an answer of more than ${maxBytes} bytes; it was not read. Ask for smaller pages.`,
      );
    }
    pieces.push(decode(() => decoder.decode(chunk, { stream: true }), host));
  }
  pieces.push(decode(() => decoder.decode(), host));
  return pieces.join("");
}

function decode(work: () => string, host: string): string {
  try {
    return work();
  } catch (cause) {
    throw new ResponseError("response_not_json", `${host} sent an answer that is not UTF-8 text.`, { cause });
  }
}
