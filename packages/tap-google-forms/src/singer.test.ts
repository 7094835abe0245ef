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

test("the bin speaks Singer and tells no secret", async () => {
  const sandbox = await startSandbox({ clients: 2 });
  try {
    const config = join(await mkdtemp(join(tmpdir(), "forms-")), "config.json");
    const { clientId, clientSecret, refreshToken } = sandbox.credentials.google;
    const settings = {
      form_id: sandbox.practice.forms.intake_01.formId,
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token: refreshToken,
      token_url: `${sandbox.url}/token`,
      base_url: `${sandbox.url}/forms`,
    };
    await writeFile(config, JSON.stringify(settings));
    const bin = join(import.meta.dirname, "bin.ts");
    const { stdout, stderr } = await run(process.execPath, ["--conditions=source", bin, "--config", config]);
    const kinds = stdout.match(/"type":\s*"(SCHEMA|RECORD|STATE|ACTIVATE_VERSION)"/g);
    expect(kinds).toHaveLength(1 + 2 + 1 + 1);
    expect(stdout + stderr).not.toContain(clientSecret);
    expect(stdout + stderr).not.toContain(refreshToken);
    expect(stdout + stderr).not.toContain("sandbox-access-");
  } finally {
    await sandbox.close();
  }
});

test("the configuration takes an access token or the OAuth fields, and says what is missing", () => {
  expect(openStream(tap, "responses", { form_id: "f", access_token: "t" })).toMatchObject({
    keyProperties: ["responseId"],
    objectType: "form_response",
  });
  expect(() => openStream(tap, "responses", { form_id: "f" })).toThrow("access_token: is missing");
  expect(() => openStream(tap, "responses", { form_id: "../x", access_token: "t" })).toThrow("form_id");
});
