// Preloaded into a lorchestra process: INTERRUPT_AT="merge.after:5" sends it Ctrl+C at the fifth passing of that point.
import { subscribe } from "node:diagnostics_channel";

const [point, nth] = (process.env.INTERRUPT_AT ?? ":0").split(":");
let passed = 0;

subscribe("lorchestra:mark", (name) => {
  if (name !== point) return;
  passed += 1;
  if (passed === Number(nth)) process.kill(process.pid, "SIGINT");
});
