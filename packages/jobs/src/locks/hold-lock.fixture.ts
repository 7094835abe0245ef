// A process of its own that takes a lock and holds it until it is killed; says "held" once it has it.
import { acquireLock } from "./job-lock.ts";

const [folder = "", name = ""] = process.argv.slice(2);
const since = "2026-08-01T09:00:00.000Z";
await acquireLock({
  folder,
  name,
  holder: { pid: process.pid, host: "elsewhere", job: name, since },
  signal: new AbortController().signal,
});
process.stdout.write("held\n");
setInterval(() => undefined, 60_000);
