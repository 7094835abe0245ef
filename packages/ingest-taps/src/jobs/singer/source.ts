import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { JobContext } from "@lorchestra/jobs";
import { asObject, type JsonObject, type Message, ownProperty } from "@lorchestra/tap-kit";
import { IngestError } from "../../errors.ts";
import { parseSingerMessage, type SingerMessage } from "../../singer-message.ts";
import type { IngestConfig, SingerConfig } from "../config.ts";
import type { Source } from "../source.ts";
import type { Window } from "../window.ts";
import { linesOf } from "./lines.ts";
import { type Exit, startProcess, type TapProcess } from "./process.ts";
import { redactor } from "./redact.ts";

/** A Singer tap of any language as a source: one of its streams, its other streams are passed over. */
export function singerSource(context: JobContext<IngestConfig>, spec: SingerConfig): Source {
  const resolved = context.project.resolveReferences(spec.config, `${context.jobId}: source.singer.config`);
  const singer = { ...spec, config: asObject(resolved) ?? {} };
  const wanted = context.config.source.stream;
  let keyProperties: readonly string[] = [];
  return {
    name: `singer:${singer.command}#${wanted}`,
    keyProperties: () => keyProperties,
    // What a tap said before it broke down may be wrong too.
    keepOnError: false,
    async *read(window) {
      const folder = await mkdtemp(join(tmpdir(), "lorchestra-singer-"));
      try {
        const args = await argumentsOf(context, singer, window, folder);
        const tap = await startProcess(singer.command, args, context.project.root);
        yield* messagesOf(context, singer, tap, wanted, (keys) => {
          keyProperties = keys;
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** The tap's arguments; settings and state go into files that only this user can read. */
async function argumentsOf(
  context: JobContext<IngestConfig>,
  singer: SingerConfig,
  window: Window,
  folder: string,
): Promise<string[]> {
  const write = async (name: string, value: unknown): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, JSON.stringify(value), { mode: 0o600, flag: "wx" });
    return path;
  };
  // `start_date` is what taps call it; one that is configured is a floor as well.
  const since = window.since === undefined ? {} : { start_date: window.since.toISOString() };
  const args = [...singer.args, "--config", await write("config.json", { ...singer.config, ...since })];
  if (singer.catalog !== undefined) args.push("--catalog", resolve(context.project.root, singer.catalog));
  if (window.state !== undefined) args.push("--state", await write("state.json", window.state));
  return args;
}

async function* messagesOf(
  context: JobContext<IngestConfig>,
  singer: SingerConfig,
  tap: TapProcess,
  wanted: string,
  onKeys: (keys: readonly string[]) => void,
): AsyncGenerator<Message, void, undefined> {
  const abort = (): void => void tap.stop().catch(() => undefined);
  context.signal.addEventListener("abort", abort, { once: true });
  const logged = logLines(context, singer, tap);
  const reading = new Reading(wanted, onKeys);
  try {
    context.signal.throwIfAborted();
    for await (const { text, number } of linesOf(tap.stdout)) {
      const message = reading.take(parseSingerMessage(text, number), number);
      if (message !== undefined) yield message;
    }
    context.signal.throwIfAborted();
    checkExit(await tap.exit, singer.command);
    reading.end();
  } finally {
    context.signal.removeEventListener("abort", abort);
    await tap.stop();
    await logged;
  }
}

/** The order of a Singer tap's messages, and what they are to us. */
class Reading {
  readonly #wanted: string;
  readonly #onKeys: (keys: readonly string[]) => void;
  readonly #keys = new Map<string, readonly string[]>();

  constructor(wanted: string, onKeys: (keys: readonly string[]) => void) {
    this.#wanted = wanted;
    this.#onKeys = onKeys;
  }

  take(message: SingerMessage, number: number): Message | undefined {
    switch (message.type) {
      case "SCHEMA":
        this.#schema(message.stream, message.keyProperties);
        return undefined;
      case "RECORD":
        return this.#record(message.stream, message.record, number);
      case "STATE":
        return { type: "checkpoint", state: message.value };
      case "ACTIVATE_VERSION":
        return undefined;
    }
  }

  #schema(stream: string, keyProperties: readonly string[]): void {
    const before = this.#keys.get(stream);
    if (before !== undefined && before.join("\n") !== keyProperties.join("\n")) {
      throw new IngestError(
        "singer_message",
        `The Singer tap changed the key of ${stream} while it was read.`,
      );
    }
    this.#keys.set(stream, keyProperties);
    if (stream === this.#wanted) this.#onKeys(keyProperties);
  }

  #record(stream: string, record: JsonObject, number: number): Message | undefined {
    const keys = this.#keys.get(stream);
    if (keys === undefined) {
      throw new IngestError(
        "singer_message",
        `The Singer tap sent a RECORD before its SCHEMA (line ${number}).`,
      );
    }
    if (stream !== this.#wanted) return undefined;
    const deleted = ownProperty(record, "_sdc_deleted_at");
    if (keys.length === 0 || deleted === undefined || deleted === null) return { type: "record", record };
    const key = Object.fromEntries(
      keys.flatMap((name) => (Object.hasOwn(record, name) ? [[name, record[name] ?? null]] : [])),
    );
    return { type: "delete", key: asObject(key) ?? {} };
  }

  /** A tap that has other streams only was asked for one that it does not have. */
  end(): void {
    if (this.#keys.size === 0 || this.#keys.has(this.#wanted)) return;
    const names = [...this.#keys.keys()].slice(0, 20).join(", ");
    throw new IngestError(
      "singer_message",
      `The Singer tap has no stream ${this.#wanted}; it sent ${names}.`,
    );
  }
}

function checkExit({ code, signal }: Exit, command: string): void {
  if (code === 0) return;
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
  throw new IngestError(
    "singer_exit",
    `The Singer tap ${command} ended ${how}; its records since the last commit were dropped and the cursor stays. Its own words are in the log at DEBUG.`,
    { retryable: true },
  );
}

const longestLog = 2000;

/** What the tap says about itself, at DEBUG, without its settings. */
async function logLines(
  context: JobContext<IngestConfig>,
  singer: SingerConfig,
  tap: TapProcess,
): Promise<void> {
  const redact = redactor(singer.config);
  let rest = "";
  try {
    for await (const chunk of tap.stderr) {
      const lines = (rest + Buffer.from(chunk).toString("utf8")).split("\n");
      rest = (lines.pop() ?? "").slice(-64 * 1024);
      for (const line of lines) context.logger.debug(redact(line).slice(0, longestLog));
    }
  } catch (error) {
    context.logger.debug(
      `The log of ${singer.command} broke off (${error instanceof Error ? error.name : "unknown"}).`,
    );
  }
  if (rest !== "") context.logger.debug(redact(rest).slice(0, longestLog));
}
