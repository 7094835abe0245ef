import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { startSandbox } from "./server.ts";

describe("starting", () => {
  test("a port that is taken is said to be taken", async () => {
    const sandbox = await startSandbox({ clients: 1 });
    const port = Number(new URL(sandbox.url).port);
    const second = startSandbox({ port });
    await expect(second).rejects.toMatchObject({
      code: "address_in_use",
    });
    await sandbox.close();
  });

  test("the bin prints the environment of a project and ends at SIGTERM", async () => {
    const bin = join(import.meta.dirname, "bin.ts");
    const child = spawn(process.execPath, ["--conditions=source", bin, "--json", "--clients", "2"]);
    const [line]: unknown[] = await once(child.stdout, "data");
    const printed: { url: string; environment: { [name: string]: string } } = JSON.parse(String(line));
    expect(printed.environment).toMatchObject({
      STRIPE_API_KEY: "sk_test_sandbox",
      STRIPE_BASE_URL: printed.url,
      GOOGLE_TOKEN_URL: `${printed.url}/token`,
      GOOGLE_FORM_INTAKE_01: "sandbox_intake_01",
    });
    expect((await fetch(`${printed.url}/v1/customers`)).status).toBe(401);
    child.kill("SIGTERM");
    const [code]: unknown[] = await once(child, "exit");
    expect(code).toBe(0);
    const wrong = promisify(execFile)(process.execPath, ["--conditions=source", bin, "--seed", "x"]);
    await expect(wrong).rejects.toMatchObject({ code: 2 });
  });
});
