// `pnpm soak`: the sweeps of the test suite without their sampling. It states its seed, so that a failure can be had again.
import { spawnSync } from "node:child_process";

const seed = process.env.LORCHESTRA_SEED ?? String(Date.now() % 1_000_000);
process.stdout.write(`soak with LORCHESTRA_SEED=${seed}\n`);
const { status } = spawnSync("vitest", ["run", "tests"], {
  stdio: "inherit",
  env: { ...process.env, LORCHESTRA_SOAK: "1", LORCHESTRA_SEED: seed },
});
process.exitCode = status ?? 1;
