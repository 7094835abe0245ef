import type { FileFormat, FileMessage, OpenFile } from "../files/format.ts";
import { chunksOf } from "../files/open-file.ts";
import { fromLineDate, isFromLine } from "./from-line.ts";
import { idOfHead, mailRecord, mailSchema } from "./mail-record.ts";

/** Single messages, one a file. */
export function emlFormat(maxBytes: number): FileFormat {
  return {
    name: "eml",
    extensions: [".eml"],
    keyProperties: ["id"],
    objectType: "email",
    schema: mailSchema,
    small: true,
    async *read(file) {
      yield await readMessage(file, maxBytes);
    },
  };
}

async function readMessage(file: OpenFile, maxBytes: number): Promise<FileMessage> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunksOf(file.handle, 0, file.signal)) {
    size += chunk.length;
    pieces.push(chunk);
    if (size > maxBytes) return tooLarge(pieces[0] ?? chunk, maxBytes);
  }
  const bytes = Buffer.concat(pieces);
  const end = bytes.indexOf(0x0a) + 1;
  // Some programs save a message with the separator line of the mbox that it was in.
  const separator = end > 0 && isFromLine(bytes.subarray(0, end)) ? bytes.subarray(0, end) : undefined;
  const message = separator === undefined ? bytes : bytes.subarray(end);
  if (message.toString("latin1", 0, 1024).trim() === "") return { type: "problem", reason: "empty_message" };
  const receivedAt = separator === undefined ? null : fromLineDate(separator.toString("latin1"));
  return { type: "record", record: mailRecord(message, receivedAt), at: receivedAt };
}

function tooLarge(head: Buffer, maxBytes: number): FileMessage {
  const id = idOfHead(head);
  const key = id === undefined ? {} : { key: { id } };
  return { type: "problem", reason: "message_too_large", where: `more than ${maxBytes} bytes`, ...key };
}
