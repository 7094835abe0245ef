import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { LogLevel, type LogLevelName } from "../contract/levels.ts";
import type { BusEvent, Subscriber } from "../event-bus.ts";
import { makePrivateFolder } from "../files/private-folder.ts";
import { renderProgress } from "./progress.ts";

/** One line of a log file. What a job adds stays under `context`, so it cannot overwrite a standard key. */
export interface LogLine {
  readonly timestamp: string;
  readonly level: LogLevelName;
  readonly job: string;
  readonly host: string;
  readonly hostname: string;
  readonly event: string;
  readonly context: { readonly [key: string]: unknown };
}

type Rest = Pick<LogLine, "level" | "event" | "context">;

function describe(event: BusEvent): Rest {
  switch (event.kind) {
    case "log":
      return { level: event.level, event: event.message, context: event.context };
    case "progress": {
      const beat = event.update.percent === undefined && event.update.current === undefined;
      const context = { ...event.update, text: renderProgress(event.update) };
      return { level: beat ? "DEBUG" : "FULL", event: "progress", context };
    }
    case "run.started":
      return {
        level: "INFO",
        event: event.kind,
        context: { run_id: event.runId, ...(event.parent === undefined ? {} : { parent: event.parent }) },
      };
    case "stage.started":
      return { level: "FULL", event: event.kind, context: { stage: event.stage } };
    case "stage.ended": {
      const { stage, durationSeconds, counts } = event.report;
      return {
        level: "INFO",
        event: event.kind,
        context: { stage, duration_seconds: durationSeconds, ...counts },
      };
    }
    case "run.ended": {
      const { runId, status, error } = event.result;
      const level = status === "failed" ? "CRITICAL" : status === "interrupted" ? "WARNING" : "INFO";
      return { level, event: event.kind, context: { run_id: runId, status, ...(error ? { error } : {}) } };
    }
  }
}

/** A bus event as a line of the log file. */
export function toLogLine(event: BusEvent, hostname: string): LogLine {
  const { level, event: name, context } = describe(event);
  const log = event.kind === "log" ? event : undefined;
  return {
    timestamp: event.timestamp,
    level,
    job: event.job,
    host: log?.host ?? "source",
    hostname: log?.hostname ?? hostname,
    event: name,
    context,
  };
}

/** A log file that is open for appending. */
export interface LogFile {
  readonly path: string;
  /** Subscribe this; a write that fails is the bus's failure. */
  readonly subscriber: Subscriber;
  close(): Promise<void>;
}

/**
 * Opens a JSON Lines log (mode 0600, in a folder made with 0700) that keeps `floor` and everything more severe.
 * The default floor is FULL. Rejects with the file system's error when it cannot be opened.
 */
export async function openLogFile(
  path: string,
  options: { readonly hostname: string; readonly floor?: LogLevelName },
): Promise<LogFile> {
  makePrivateFolder(dirname(path));
  const file = await open(path, "a", 0o600);
  const floor = LogLevel[options.floor ?? "FULL"];
  return {
    path,
    async subscriber(event) {
      const line = toLogLine(event, options.hostname);
      if (LogLevel[line.level] >= floor) await file.appendFile(`${JSON.stringify(line)}\n`);
    },
    close: () => file.close(),
  };
}
