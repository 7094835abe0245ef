import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchRow } from "./run.ts";

const program = `
import { upsertObjects } from "@lorchestra/event-client";
import { idemKey } from "@lorchestra/idem-keys";
import { openWarehouse } from "@lorchestra/warehouse";

const [path, count] = process.argv.slice(1);
const client = await openWarehouse({ driver: "sqlite", path });
function* objects() {
  for (let id = 0; id < Number(count); id++) yield { id: String(id), text: "x".repeat(1900) + id };
}
const key = (object) => idemKey({ sourceSystem: "bench", connectionName: "memory", objectType: "thing", externalId: object.id });
await upsertObjects({ client, objects: objects(), sourceSystem: "bench", connectionName: "memory", objectType: "thing", correlationId: "bench", idemKeyFn: key });
await client.close();
process.stdout.write(String(process.resourceUsage().maxRSS));
`;

/** Peak memory of a process that upserts `count` objects of 2 kB, in MB. */
function peak(count: number): number {
  const folder = mkdtempSync(join(tmpdir(), "lorchestra-memory-"));
  try {
    const args = [
      "--conditions=source",
      "--input-type=module",
      "-e",
      program,
      join(folder, "warehouse.db"),
      String(count),
    ];
    const printed = execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: "utf8" });
    return Number(printed) / 1024;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether memory stays flat when there is ten times as much to read. */
export async function memoryBench(): Promise<BenchRow[]> {
  const base = peak(100_000);
  const value = peak(1_000_000);
  return [
    {
      name: "peak memory, 1,000,000 objects",
      value: `${value.toFixed(0)} MB`,
      baseline: `${base.toFixed(0)} MB (100,000 objects)`,
      ratio: (value / base).toFixed(2),
      target: "flat",
    },
  ];
}
