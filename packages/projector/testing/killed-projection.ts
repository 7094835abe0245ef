// Runs one file projection in a process of its own and kills it, as `kill -9` would, at the n-th marked point:
// node --conditions=source killed-projection.ts <folder> <config as JSON> <n>
import { subscribe } from "node:diagnostics_channel";
import { testContext } from "@lorchestra/jobs/testing";
import { type FileProjectionConfig, fileProjection } from "../src/jobs/file-projection.ts";

const [dir = "", configText = "", nth = "0"] = process.argv.slice(2);
const config: FileProjectionConfig = JSON.parse(configText);
const { context, close } = await testContext({ jobId: "files_notes", config, dir });
let passed = 0;
subscribe("lorchestra:mark", (point) => {
  if (!String(point).startsWith("rename.")) return;
  passed += 1;
  if (passed === Number(nth)) process.kill(process.pid, "SIGKILL");
});
await fileProjection.execute(context);
await close();
