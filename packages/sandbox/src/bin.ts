#!/usr/bin/env node
import { parseArgs } from "node:util";
import { SandboxError } from "./errors.ts";
import { type SandboxOptions, startSandbox } from "./server.ts";

const HELP = `lorchestra-sandbox - Stripe and Google Forms imitated on 127.0.0.1, with a synthetic practice

  --port N      port (default: a free one)
  --seed N      which practice (default 1)
  --clients N   how many clients (default 12)
  --now DATE    ISO 8601; where its history ends (default 2026-03-02T17:00:00Z)
  --json        print the address and the variables as one JSON object instead of KEY=value lines
  --help

Prints the environment for a lorchestra project on stdout, then serves until Ctrl+C.
`;

function numberOption(name: string, text: string | undefined): { [key: string]: number } {
  if (text === undefined) return {};
  if (!/^\d{1,9}$/.test(text)) throw new SandboxError("invalid_request", `--${name} takes a whole number.`);
  return { [name]: Number(text) };
}

function optionsFrom(values: { readonly [name: string]: string | boolean | undefined }): SandboxOptions {
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  const now = text("now");
  return {
    ...numberOption("port", text("port")),
    ...numberOption("seed", text("seed")),
    ...numberOption("clients", text("clients")),
    ...(now === undefined ? {} : { now: new Date(now) }),
  };
}

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = { port: text, seed: text, clients: text, now: text, json: flag, help: flag };
  const { values } = parseArgs({ options });
  if (values.help === true) {
    process.stdout.write(HELP);
    return;
  }
  const sandbox = await startSandbox(optionsFrom(values));
  const variables = Object.entries(sandbox.environment());
  if (values.json === true) {
    process.stdout.write(
      `${JSON.stringify({ url: sandbox.url, environment: Object.fromEntries(variables) })}\n`,
    );
  } else {
    process.stdout.write(variables.map(([name, value]) => `${name}=${value}\n`).join(""));
  }
  process.stderr.write(`The sandbox listens on ${sandbox.url} until Ctrl+C.\n`);
  const stop = (): void => {
    sandbox.close().catch((error: unknown) => {
      process.stderr.write(`The sandbox did not close cleanly: ${String(error)}\n`);
      process.exitCode = 1;
    });
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

main().catch((error: unknown) => {
  const usage = error instanceof SandboxError || (error instanceof TypeError && "code" in error);
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = usage ? 2 : 1;
});
