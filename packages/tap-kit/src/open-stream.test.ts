import { expect, test } from "vitest";
import { TapConfigError } from "./errors.ts";
import { openStream } from "./open-stream.ts";
import { defineTap, type JsonObject } from "./stream.ts";

const seen: unknown[] = [];
const tap = defineTap({
  name: "example",
  description: "for this test",
  sourceSystem: "example",
  configSchema: {
    type: "object",
    required: ["api_key"],
    additionalProperties: false,
    properties: {
      api_key: { type: "string", minLength: 3 },
      mode: { type: "string", enum: ["full", "fast"], default: "full" },
      accounts: {
        type: "array",
        items: { type: "object", required: ["user"], properties: { user: { type: "string" } } },
      },
    },
  },
  streams: (config) => {
    seen.push(config);
    return ["invoices", "refunds"].map((name) => ({
      name,
      keyProperties: ["id"],
      objectType: "x",
      schema: true,
      async *read() {
        yield { type: "record" as const, record: {} };
      },
    }));
  },
});

function problemsOf(config: JsonObject): unknown {
  try {
    openStream(tap, "invoices", config);
  } catch (error) {
    if (error instanceof TapConfigError) return error.problems;
    throw error;
  }
  return "valid";
}

test("gives the stream; defaults are applied to a copy", () => {
  const config = { api_key: "sk_123" };
  expect(openStream(tap, "refunds", config).name).toBe("refunds");
  expect(seen.at(-1)).toEqual({ api_key: "sk_123", mode: "full" });
  expect(config).toEqual({ api_key: "sk_123" });
});

test("every problem with its dotted path, never a value", () => {
  expect(problemsOf({ api_keyy: "secret", accounts: [{ user: "a" }, { user: 7 }, {}] })).toEqual([
    { path: "api_key", message: "is missing" },
    { path: "api_keyy", message: "is not a setting (did you mean api_key?)" },
    { path: "accounts.1.user", message: "must be string" },
    { path: "accounts.2.user", message: "is missing" },
  ]);
  expect(problemsOf({ api_key: "s3cret", mode: "s3cret" })).toEqual([
    { path: "mode", message: "must be one of full, fast" },
  ]);
});

test("names the streams that there are", () => {
  expect(() => openStream(tap, "invoice", { api_key: "sk_123" })).toThrow(
    'Tap example has no stream "invoice" (did you mean invoices?) Its streams: invoices, refunds.',
  );
});
