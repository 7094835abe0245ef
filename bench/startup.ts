import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { BenchRow } from "./run.ts";

const rounds = 15;
const cli = resolve(import.meta.dirname, "../apps/lorchestra/dist/cli.js");
const practice = resolve(import.meta.dirname, "../examples/practice");

/** Start-up of the built CLI beside an empty script on the same Node, rounds interleaved, median of each. */
export async function startupBench(): Promise<BenchRow[]> {
  if (!existsSync(cli)) throw new Error("bench/startup measures the built CLI: run `pnpm build` first");
  const commands = [
    { name: "node -e 0", args: ["-e", "0"], over: 0 },
    { name: "lorchestra --help", args: [cli, "--help"], over: 60 },
    { name: "lorchestra jobs list", args: [cli, "-C", practice, "jobs", "list"], over: 120 },
  ];
  const times = commands.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { args }] of commands.entries()) times[index]?.push(elapsed(args));
  }
  const medians = times.map((list) => [...list].sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN);
  const base = medians[0] ?? Number.NaN;
  return commands.slice(1).map(({ name, over }, index) => {
    const value = medians[index + 1] ?? Number.NaN;
    return {
      name,
      value: `${value.toFixed(0)} ms`,
      baseline: `${base.toFixed(0)} ms (node -e 0)`,
      ratio: `+${(value - base).toFixed(0)} ms`,
      target: `<= +${over} ms`,
    };
  });
}

function elapsed(args: readonly string[]): number {
  const start = performance.now();
  execFileSync(process.execPath, args, { stdio: "ignore" });
  return performance.now() - start;
}
