// The README's test command: every check, in the order in which a failure tells the most, with its time.
import { spawnSync } from "node:child_process";

const steps: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ["types", "tsc", "-p", "tsconfig.json"],
  ["lint", "biome", "check", "--error-on-warnings", "."],
  ["import rules", "node", "scripts/check-imports.ts"],
  ["unused code", "knip", "--no-config-hints"],
  ["tests", "vitest", "run"],
  ["build", "turbo", "run", "build", "--output-logs=errors-only", "--no-update-notifier"],
  ["packages", "node", "scripts/check-pack.ts"],
];

for (const [name, command, ...args] of steps) {
  const start = Date.now();
  process.stdout.write(`\n== ${name}: ${[command, ...args].join(" ")}\n`);
  const { status, error } = spawnSync(command, args, {
    stdio: "inherit",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
  });
  if (error) process.stderr.write(`${command} could not be started: ${error.message}\n`);
  process.stdout.write(
    `== ${name}: ${status === 0 ? "ok" : "FAILED"} after ${((Date.now() - start) / 1000).toFixed(1)} s\n`,
  );
  if (status !== 0) process.exit(status ?? 1);
}
