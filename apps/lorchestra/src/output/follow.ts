import {
  type BusEvent,
  type EventBus,
  LogLevel,
  type ProgressUpdate,
  renderProgress,
} from "@lorchestra/jobs";

const quietMs = 1000;
const everyMs = 200;

/** Follows a run on stderr: a line for each finished stage and each log; on a terminal one live progress line. */
export function followOnStderr(bus: EventBus): void {
  const live = process.stderr.isTTY === true && process.env.TERM !== "dumb";
  const line = progressLine(live);
  bus.subscribe("terminal", (event) => {
    if (event.kind === "progress") {
      line.show(event.job, event.update, Date.parse(event.timestamp));
      return;
    }
    if (event.kind === "stage.started") line.start(Date.parse(event.timestamp));
    const text = describe(event);
    if (text === undefined) return;
    line.clear();
    process.stderr.write(`${text}\n`);
  });
}

function describe(event: BusEvent): string | undefined {
  switch (event.kind) {
    case "log":
      return LogLevel[event.level] >= LogLevel.INFO
        ? `${event.level === "INFO" ? "" : `${event.level} `}${event.job}: ${event.message}`
        : undefined;
    case "stage.ended": {
      const { counts, stage, durationSeconds } = event.report;
      return `${event.job}: ${stage} ${counts.in} in, ${counts.inserted} inserted, ${counts.updated} updated (${durationSeconds.toFixed(1)} s)`;
    }
    default:
      return undefined;
  }
}

/** One line that overwrites itself, shown only for what takes over a second. */
function progressLine(live: boolean): {
  start(at: number): void;
  show(job: string, update: ProgressUpdate, at: number): void;
  clear(): void;
} {
  let started = 0;
  let shownAt = 0;
  let shown = false;
  const clear = () => {
    if (shown) process.stderr.write("\r\u001b[K");
    shown = false;
  };
  return {
    start: (at) => {
      started = at;
    },
    show: (job, update, at) => {
      if (!live || at - started < quietMs || at - shownAt < everyMs) return;
      clear();
      process.stderr.write(`${job}: ${renderProgress(update)}`.slice(0, (process.stderr.columns ?? 80) - 1));
      shown = true;
      shownAt = at;
    },
    clear,
  };
}
