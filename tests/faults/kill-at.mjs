// Preloaded into a lorchestra process. KILL_AT="merge.after:3" kills it with SIGKILL at the third passing of that
// point; COUNT_MARKS=<file> writes how often each point was passed.
import { subscribe } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";

const [point, nth] = (process.env.KILL_AT ?? ":0").split(":");
const counts = {};

subscribe("lorchestra:mark", (name) => {
  counts[name] = (counts[name] ?? 0) + 1;
  if (name === point && counts[name] === Number(nth)) process.kill(process.pid, "SIGKILL");
});

if (process.env.COUNT_MARKS !== undefined) {
  process.on("exit", () => writeFileSync(process.env.COUNT_MARKS, JSON.stringify(counts)));
}
