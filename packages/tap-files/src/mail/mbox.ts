import type { FileFormat, FileMessage } from "../files/format.ts";
import { chunksOf } from "../files/open-file.ts";
import { fromLineDate } from "./from-line.ts";
import { idOfHead, mailRecord, mailSchema } from "./mail-record.ts";
import { type MboxMessage, MboxSplitter } from "./mbox-splitter.ts";

/** Mail boxes in mbox format, of any size. */
export function mboxFormat(maxBytes: number): FileFormat {
  return {
    name: "mbox",
    extensions: [".mbox", ".mbx"],
    keyProperties: ["id"],
    objectType: "email",
    schema: mailSchema,
    async *read({ handle, offset, signal }) {
      const splitter = new MboxSplitter(maxBytes, offset);
      for await (const chunk of chunksOf(handle, offset, signal)) {
        for (const message of splitter.push(chunk)) yield* messagesOf(message, maxBytes);
      }
      for (const message of splitter.end()) yield* messagesOf(message, maxBytes);
    },
  };
}

/**
 * The position before a message comes first: reading again starts at the last message, because the mailbox may have
 * been read while that one was being written.
 */
function* messagesOf(message: MboxMessage, maxBytes: number): Generator<FileMessage> {
  const { bytes, offset, head } = message;
  if (!message.separated) {
    if (head.toString("latin1").trim() !== "")
      yield { type: "problem", reason: "not_mbox", where: `byte ${offset}` };
    return;
  }
  yield { type: "position", offset };
  if (bytes === null) {
    const id = idOfHead(head);
    const where = `byte ${offset}: more than ${maxBytes} bytes`;
    yield {
      type: "problem",
      reason: "message_too_large",
      where,
      ...(id === undefined ? {} : { key: { id } }),
    };
    return;
  }
  const receivedAt = fromLineDate(message.fromLine);
  yield { type: "record", record: mailRecord(bytes, receivedAt), at: receivedAt };
}
