// Run by tests as a process of its own: merges rows into a warehouse and prints the counts.
// Arguments: path, number of rows, offset of the first, batch size, and optionally the mark at which to die, and at which occurrence.
import { subscribe } from "node:diagnostics_channel";
import { openWarehouse } from "../../open-warehouse.ts";
import { rawRow } from "../../testing/rows.ts";

const [path = "", count = "0", offset = "0", batchSize = "1", deathMark, occurrence = "1"] =
  process.argv.slice(2);

let seen = 0;
if (deathMark !== undefined)
  subscribe("lorchestra:mark", (point) => {
    if (point === deathMark && ++seen === Number(occurrence)) process.kill(process.pid, "SIGKILL");
  });

const warehouse = await openWarehouse({ driver: "sqlite", path });
const rows = Array.from({ length: Number(count) }, (_, index) =>
  rawRow(`k${String(index + Number(offset)).padStart(6, "0")}`, 1, 0, { payload: { text: "x".repeat(500) } }),
);
const counts = await warehouse.merge("raw_objects", rows, { batchSize: Number(batchSize) });
await warehouse.close();
process.stdout.write(JSON.stringify(counts));
