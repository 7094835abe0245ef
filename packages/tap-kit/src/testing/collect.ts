import type { Json, JsonObject, Message, Stream } from "../stream.ts";
import { type ReadContextOverrides, readContext } from "./read-context.ts";

/** What one read of a stream gave. */
export interface Collected {
  /** All messages in order. */
  readonly messages: readonly Message[];
  readonly records: readonly JsonObject[];
  readonly deletes: readonly JsonObject[];
  readonly problems: readonly Extract<Message, { type: "problem" }>[];
  /** State of the last checkpoint; undefined when there was none. */
  readonly state: Json | undefined;
}

/**
 * Reads a stream to its end.
 *
 * @example
 * const first = await collect(stream);
 * const second = await collect(stream, { state: first.state });
 */
export async function collect(stream: Stream, context: ReadContextOverrides = {}): Promise<Collected> {
  const messages: Message[] = [];
  for await (const message of stream.read(readContext(context))) messages.push(message);
  return {
    messages,
    records: messages.flatMap((message) => (message.type === "record" ? [message.record] : [])),
    deletes: messages.flatMap((message) => (message.type === "delete" ? [message.key] : [])),
    problems: messages.filter((message) => message.type === "problem"),
    state: messages.findLast((message) => message.type === "checkpoint")?.state,
  };
}
