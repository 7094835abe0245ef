import type { JobContext } from "@lorchestra/jobs";
import { asObject, type Message, openStream, type ReadContext, type Tap } from "@lorchestra/tap-kit";
import { IngestError } from "../errors.ts";
import type { IngestConfig } from "./config.ts";
import { singerSource } from "./singer/source.ts";
import type { Window } from "./window.ts";

/** A stream that is ready to be read, whatever it comes from. */
export interface Source {
  /** What it is, for outcomes and logs: package and stream. */
  readonly name: string;
  /** Known once the first record or delete has come; empty when records have no id of their own. */
  keyProperties(): readonly string[];
  /** Whether what came before a failure may be kept. */
  readonly keepOnError: boolean;
  read(window: Window): AsyncIterable<Message>;
}

/** The source that a job names. Throws an {@link IngestError} or what tap-kit says of the configuration. */
export async function openSource(context: JobContext<IngestConfig>): Promise<Source> {
  const { singer, stream: name } = context.config.source;
  if (singer !== undefined) return singerSource(context, singer);
  const configured = context.project.stream(name);
  const tap = parseTap(await context.project.importModule(configured.tap), configured.tap);
  const stream = openStream(tap, configured.stream, asObject(configured.config) ?? {});
  return {
    name: `${configured.tap}#${stream.name}`,
    keyProperties: () => stream.keyProperties,
    keepOnError: true,
    read: (window) => checked(stream.read(readContext(context, window)), configured.tap),
  };
}

/** The `tap` export of a package. The package is the project's own and may have another version of tap-kit. */
function parseTap(module: { readonly [name: string]: unknown }, specifier: string): Tap {
  const tap = module.tap;
  if (isTap(tap)) return tap;
  throw new IngestError(
    "tap_not_a_tap",
    `${specifier} has no export "tap" made with defineTap. Check the "tap" of the stream in lorchestra.yaml.`,
  );
}

function isTap(value: unknown): value is Tap {
  if (typeof value !== "object" || value === null) return false;
  const schema: unknown = Reflect.get(value, "configSchema");
  return (
    typeof Reflect.get(value, "name") === "string" &&
    typeof Reflect.get(value, "streams") === "function" &&
    ((typeof schema === "object" && schema !== null) || typeof schema === "boolean")
  );
}

function readContext(context: JobContext<IngestConfig>, window: Window): ReadContext {
  const { since, until, limit, state } = window;
  return {
    root: context.project.root,
    signal: context.signal,
    now: () => context.now(),
    log: (level, message) => context.logger[level](message),
    ...(state === undefined ? {} : { state }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(limit === undefined ? {} : { limit }),
  };
}

/** A tap is foreign code: what it yields is looked at before it is believed. */
async function* checked(
  messages: AsyncIterable<unknown>,
  tap: string,
): AsyncGenerator<Message, void, undefined> {
  for await (const message of messages) {
    if (!isMessage(message)) {
      throw new IngestError("tap_message", `${tap} yielded something that is no message of a stream.`);
    }
    yield message;
  }
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== "object" || value === null) return false;
  switch (Reflect.get(value, "type")) {
    case "record":
      return isPlainObject(Reflect.get(value, "record"));
    case "delete":
      return isPlainObject(Reflect.get(value, "key"));
    case "problem":
      return typeof Reflect.get(value, "reason") === "string";
    case "checkpoint":
      return Reflect.get(value, "state") !== undefined;
    default:
      return false;
  }
}

function isPlainObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
