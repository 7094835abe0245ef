import type { Writable } from "node:stream";
import { SingerUsageError, TapConfigError, TapError } from "../errors.ts";
import { checkConfig } from "../open-stream.ts";
import type { ReadContext, Tap } from "../stream.ts";
import { readArguments, usage } from "./arguments.ts";
import { readBookmarks } from "./bookmarks.ts";
import { catalogOf, selectStreams } from "./catalog.ts";
import { MessageWriter } from "./output.ts";
import { syncStream } from "./sync.ts";

/** What a Singer run is connected to. */
export interface SingerProcess {
  /** Arguments after the program's name. */
  readonly argv: readonly string[];
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/**
 * Runs a tap as a Singer tap and resolves to its exit code: 0 done, 1 failed (also when the reader of its messages
 * went away), 2 wrong arguments or configuration. For {@link singerMain}, and for tests.
 */
export async function runSinger(tap: Tap, process: SingerProcess): Promise<number> {
  const log: ReadContext["log"] = (level, message) => {
    process.stderr.write(`${level.toUpperCase()} ${message}\n`);
  };
  try {
    await run(tap, process, log);
    return 0;
  } catch (error) {
    process.stderr.write(`CRITICAL ${sayable(error, process.signal)}\n`);
    return error instanceof SingerUsageError || error instanceof TapConfigError ? 2 : 1;
  }
}

async function run(tap: Tap, process: SingerProcess, log: ReadContext["log"]): Promise<void> {
  const { signal, now } = process;
  const args = await readArguments(process.argv);
  if (args.help) {
    process.stdout.write(usage(tap.name, tap.description));
    return;
  }
  const writer = new MessageWriter(process.stdout);
  const streams = tap.streams(checkConfig(tap, args.config));
  if (args.discover) {
    await writer.write(catalogOf(streams));
    return writer.flush();
  }
  const bookmarks = readBookmarks(args.state);
  const selections = selectStreams(streams, args.catalog);
  if (selections.length === 0) log("warning", "the catalog selects no stream of this tap");
  for (const selection of selections) {
    await syncStream(selection, { writer, bookmarks, signal, now, log });
  }
  await writer.flush();
}

/** An unexpected error's own text may quote a record; its name and place are enough to find the defect. */
function sayable(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return "interrupted; the last STATE is where to go on";
  if (error instanceof TapError) return error.message;
  if (!(error instanceof Error)) return "unexpected error";
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [`unexpected ${error.name}`, ...frames.slice(0, 5)].join("\n");
}

/**
 * The whole body of a tap's bin: reads the command line, writes messages to stdout and logs to stderr, ends at
 * SIGINT and SIGTERM, sets the exit code.
 *
 * @example
 * #!/usr/bin/env node
 * import { singerMain } from "@lorchestra/tap-kit";
 * import { tap } from "./tap.ts";
 *
 * await singerMain(tap);
 */
export async function singerMain(tap: Tap): Promise<void> {
  const controller = new AbortController();
  const codes = { SIGINT: 130, SIGTERM: 143 } as const;
  let interrupted: keyof typeof codes | undefined;
  const onSignal = (name: "SIGINT" | "SIGTERM"): void => {
    // A second one does not wait for the tap to let go.
    if (interrupted !== undefined) process.exit(codes[name]);
    interrupted = name;
    controller.abort(new Error(name));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  // Logs have no reader any more: no reason to fail a read that has one.
  process.stderr.on("error", () => undefined);
  const code = await runSinger(tap, {
    argv: process.argv.slice(2),
    stdout: process.stdout,
    stderr: process.stderr,
    signal: controller.signal,
    now: () => new Date(),
  });
  process.off("SIGINT", onSignal);
  process.off("SIGTERM", onSignal);
  process.exitCode = interrupted === undefined ? code : codes[interrupted];
}
