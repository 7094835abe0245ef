import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { JsonTextError, SingerUsageError } from "../errors.ts";
import { asObject } from "../json-object.ts";
import { parseJson } from "../json-text.ts";
import type { JsonObject } from "../stream.ts";

/** The command line of a Singer tap, its files read. */
export interface SingerArguments {
  readonly help: boolean;
  readonly discover: boolean;
  readonly config: JsonObject;
  /** From `--catalog`, or `--properties`, its older name. */
  readonly catalog: JsonObject | undefined;
  readonly state: JsonObject | undefined;
}

const options = {
  config: { type: "string", short: "c" },
  discover: { type: "boolean", short: "d" },
  catalog: { type: "string" },
  properties: { type: "string", short: "p" },
  state: { type: "string", short: "s" },
  help: { type: "boolean", short: "h" },
} as const;

/** Reads the command line and the files that it names. Throws a {@link SingerUsageError}. */
export async function readArguments(argv: readonly string[]): Promise<SingerArguments> {
  const values = parse(argv);
  const catalog = values.catalog ?? values.properties;
  return {
    help: values.help ?? false,
    discover: values.discover ?? false,
    config: values.config === undefined ? {} : await readObject(values.config, "--config"),
    catalog: catalog === undefined ? undefined : await readObject(catalog, "--catalog"),
    state: values.state === undefined ? undefined : await readObject(values.state, "--state"),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (cause) {
    throw new SingerUsageError(cause instanceof Error ? cause.message : "unknown arguments", { cause });
  }
}

async function readObject(path: string, flag: string): Promise<JsonObject> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new SingerUsageError(`${flag}: ${path} cannot be read.`, { cause });
  }
  try {
    const object = asObject(parseJson(text));
    if (object !== undefined) return object;
  } catch (cause) {
    if (!(cause instanceof JsonTextError)) throw cause;
    throw new SingerUsageError(`${flag}: ${path} is not valid JSON.`, { cause });
  }
  throw new SingerUsageError(`${flag}: ${path} must hold a JSON object.`);
}

/** What `--help` prints. */
export function usage(tap: string, description: string): string {
  return `tap-${tap}: ${description}

Usage:
  tap-${tap} --config config.json --discover > catalog.json
  tap-${tap} --config config.json [--catalog catalog.json] [--state state.json]

Speaks the Singer protocol: messages on stdout, logs on stderr.
  -c, --config      settings, a JSON file
  -d, --discover    print the catalog of streams
      --catalog     read only the streams that it selects (-p, --properties: the same)
  -s, --state       go on from the last STATE value of an earlier run
`;
}
