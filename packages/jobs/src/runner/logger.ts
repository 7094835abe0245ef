import type { JobLogger } from "../contract/context.ts";
import type { RunRecord, Session } from "./session.ts";

/** The logger of a run: everything goes to the event bus. */
export function runLogger(session: Pick<Session, "bus" | "now" | "hostname">, run: RunRecord): JobLogger {
  const log: JobLogger["log"] = (level, message, context = {}, host = "source") => {
    session.bus.publish({
      kind: "log",
      timestamp: session.now().toISOString(),
      level,
      job: run.jobId,
      host,
      hostname: session.hostname,
      message,
      context,
    });
  };
  return {
    log,
    debug: (message, context) => log("DEBUG", message, context),
    info: (message, context) => log("INFO", message, context),
    warning: (message, context) => log("WARNING", message, context),
    error: (message, context) => log("ERROR", message, context),
  };
}
