import { execFile } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSandbox } from "@lorchestra/sandbox";
import { openStream } from "@lorchestra/tap-kit";
import { expect, test } from "vitest";
import { tap } from "./tap.ts";

const run = promisify(execFile);
const BIN = join(import.meta.dirname, "bin.ts");

test("the bin speaks Singer: schemas, records and states of all streams, and no secret", async () => {
  const sandbox = await startSandbox({ clients: 2 });
  try {
    const config = join(await mkdtemp(join(tmpdir(), "stripe-")), "config.json");
    const { stripeApiKey: api_key } = sandbox.credentials;
    await writeFile(config, JSON.stringify({ api_key, base_url: sandbox.url, requests_per_second: 1000 }));
    const { stdout, stderr } = await run(process.execPath, ["--conditions=source", BIN, "--config", config]);
    const lines = stdout.trim().split("\n");
    const kinds = lines.map((line) => /"type":\s*"([A-Z_]+)"/.exec(line)?.[1]);
    expect(kinds.filter((kind) => kind === "SCHEMA")).toHaveLength(4);
    const { stripe } = sandbox.control;
    const count = (["customers", "invoices", "payment_intents", "refunds"] as const)
      .map((kind) => stripe.list(kind).length)
      .reduce((sum, length) => sum + length, 0);
    expect(kinds.filter((kind) => kind === "RECORD")).toHaveLength(count);
    expect(stdout + stderr).not.toContain(api_key);
  } finally {
    await sandbox.close();
  }
});

test("the configuration has defaults, and what is wrong in it is named", () => {
  expect(openStream(tap, "invoices", { api_key: "rk_test" })).toMatchObject({
    name: "invoices",
    keyProperties: ["id"],
    objectType: "invoice",
  });
  expect(() => openStream(tap, "invoices", {})).toThrow("api_key: is missing");
  expect(() => openStream(tap, "invoices", { api_key: "k", page_size: 101 })).toThrow("page_size");
});
