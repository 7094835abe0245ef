// `pnpm bench`: every benchmark beside a baseline taken in the same run. Timings never fail anything; they are printed.
import { canonizeBench } from "./canonize.ts";
import { memoryBench } from "./memory.ts";
import { startupBench } from "./startup.ts";
import { upsertBench } from "./upsert.ts";

/** One measured thing beside its baseline. */
export interface BenchRow {
  readonly name: string;
  readonly value: string;
  readonly baseline: string;
  readonly ratio: string;
  readonly target: string;
}

const heads: readonly (keyof BenchRow)[] = ["name", "value", "baseline", "ratio", "target"];
const rows: BenchRow[] = [];
for (const bench of [startupBench, upsertBench, memoryBench, canonizeBench]) rows.push(...(await bench()));

const widths = heads.map((head) => Math.max(head.length, ...rows.map((row) => row[head].length)));
const line = (cells: readonly string[]) =>
  cells
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join("  ")
    .trimEnd();
process.stdout.write(
  `${[line(heads), ...rows.map((row) => line(heads.map((head) => row[head])))].join("\n")}\n`,
);
