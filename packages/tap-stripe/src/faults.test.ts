import { createServer } from "node:http";
import type { Sandbox } from "@lorchestra/sandbox";
import type { Message } from "@lorchestra/tap-kit";
import { collect, readContext } from "@lorchestra/tap-kit/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type SandboxAccount, startSandboxAccount, truth } from "../testing/sandbox-account.ts";
import { stripeStreams } from "./tap.ts";

let account: SandboxAccount;
let sandbox: Sandbox;

beforeEach(async () => {
  account = await startSandboxAccount({ clients: 4 });
  sandbox = account.sandbox;
});
afterEach(() => sandbox.close());

function failureOf(read: Promise<unknown>): Promise<unknown> {
  return read.then(
    () => "no error",
    (error: unknown) => error,
  );
}

describe("faults in mid-list", () => {
  test.each([
    { kind: "status", status: 429, retryAfter: 0 },
    { kind: "status", status: 429, retryAfter: new Date(0) },
    { kind: "status", status: 429 },
    { kind: "status", status: 500, times: 2 },
    { kind: "status", status: 502 },
    { kind: "status", status: 503 },
    { kind: "reset" },
    { kind: "truncated" },
    { kind: "html" },
    { kind: "drip", bytes: 4000, milliseconds: 1 },
  ] as const)("are survived: %j", async (fault) => {
    sandbox.control.fault({ path: "/v1/invoices", skip: 1, ...fault });
    const { records } = await account.read("invoices", {}, { page_size: 5 });
    expect(records).toEqual([...truth(sandbox, "invoices").values()]);
    expect(sandbox.control.remainingFaults()).toBe(0);
  });

  test.each([
    { fault: { kind: "status", status: 503, times: 100 }, code: "http_status", retryable: true },
    {
      fault: { kind: "status", status: 429, retryAfter: 86_400 },
      code: "http_rate_limited",
      retryable: true,
    },
    { fault: { kind: "status", status: 403 }, code: "http_status", retryable: false },
    { fault: { kind: "status", status: 401 }, code: "sign_in_again", retryable: false },
    { fault: { kind: "html", times: 100 }, code: "response_not_json", retryable: true },
    { fault: { kind: "empty_page" }, code: "stripe_answer", retryable: true },
    { fault: { kind: "repeat_page" }, code: "page_loop", retryable: true },
  ] as const)(
    "that stay end the read before its last checkpoint: $code",
    async ({ fault, code, retryable }) => {
      sandbox.control.fault({ path: "/v1/invoices", skip: 1, ...fault });
      const messages: Message[] = [];
      const reading = (async () => {
        for await (const message of account.stream("invoices", { page_size: 5 }).read(readContext())) {
          messages.push(message);
        }
      })();
      expect(await failureOf(reading)).toMatchObject({ code, retryable });
      const states = messages.flatMap((message) => (message.type === "checkpoint" ? [message.state] : []));
      expect(states.filter((state) => !JSON.stringify(state).includes("resume"))).toEqual([]);
      sandbox.control.clearFaults();
      // The next run goes on from the last page that got out.
      const after = await account.read("invoices", { state: states.at(-1) }, { page_size: 5 });
      const ids = [...messages, ...after.messages].flatMap((message) =>
        message.type === "record" ? [String(message.record.id)] : [],
      );
      expect(new Set(ids)).toEqual(new Set(truth(sandbox, "invoices").keys()));
    },
  );

  test("a wrong key is said to be wrong, without the key", async () => {
    const api_key = "rk_live_wrong_and_secret";
    const error = await failureOf(account.read("customers", {}, { api_key }));
    expect(error).toMatchObject({ code: "sign_in_again", retryable: false });
    expect(String(error)).not.toContain("wrong_and_secret");
    expect(sandbox.control.requests()).toHaveLength(1);
  });

  test("a service that never answers ends with a time-out, an abort at once", async () => {
    sandbox.control.fault({ kind: "silence", times: 100 });
    const impatient = account.stream("customers", {}, { retry: { retries: 1, baseMs: 1 }, timeoutMs: 50 });
    expect(await failureOf(collect(impatient))).toMatchObject({ code: "network" });
    const controller = new AbortController();
    const reading = collect(account.stream("customers"), { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 20);
    await expect(reading).rejects.toThrow("enough");
  });

  test("every request of a read names the pinned version and only reads", async () => {
    await account.read("refunds");
    expect(sandbox.control.requests().map(({ method, status }) => `${method} ${status}`)).toEqual([
      "GET 200",
      "GET 200",
    ]);
  });

  test("plain http is for loopback only", () => {
    expect(() => account.stream("customers", { base_url: "http://api.example.com" })).toThrow(/https/);
  });
});

describe("hostile answers", () => {
  async function readFrom(customers: string): Promise<readonly Message[]> {
    const server = createServer((request, response) => {
      const events = request.url?.startsWith("/v1/events") === true;
      response.setHeader("content-type", "application/json");
      response.end(events ? '{"object":"list","data":[],"has_more":false,"url":"/v1/events"}' : customers);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const config = { api_key: "k", page_size: 100, lookback: 60, requests_per_second: 1000 };
    try {
      const base_url = `http://127.0.0.1:${port}`;
      const [stream] = stripeStreams({ ...config, base_url }, { retry: { retries: 1, baseMs: 1 } });
      if (stream === undefined) throw new Error("no stream");
      return (await collect(stream)).messages;
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }
  const list = (...items: string[]): string =>
    `{"object":"list","has_more":false,"url":"/v1/customers","data":[${items.join(",")}]}`;

  test("keys, numbers and texts pass as they are", async () => {
    const item = String.raw`{"id":"cus_1","object":"customer","created":5,"metadata":{"__proto__":{"a":1},"constructor":"\u0000\ud800"},"unit_amount_decimal":"1.50","big":9007199254740993}`;
    const [message] = await readFrom(list(item));
    const record = message?.type === "record" ? message.record : {};
    expect(JSON.stringify(record)).toBe(item.replace("9007199254740993", '"9007199254740993"'));
    expect(Object.hasOwn(Object.prototype, "a")).toBe(false);
  });

  test("a record of depth 10,000 passes", async () => {
    const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;
    const messages = await readFrom(list(`{"id":"cus_1","created":5,"deep":${deep}}`));
    expect(messages.map(({ type }) => type)).toEqual(["record", "checkpoint"]);
  });

  test("what has no id is a problem and the rest is read", async () => {
    const messages = await readFrom(list('{"created":5}', "7", "null", '{"id":12}', '{"id":"cus_1"}'));
    expect(messages.map(({ type }) => type)).toEqual([
      "problem",
      "problem",
      "problem",
      "problem",
      "record",
      "checkpoint",
    ]);
  });

  test.each([
    ["an array", "[]"],
    ["null", "null"],
    ["a list without data", '{"object":"list","has_more":false}'],
    ["a list that does not say whether it ends", '{"object":"list","data":[]}'],
    ["a list without an id to go on from", '{"object":"list","has_more":true,"data":[{"x":1}]}'],
  ])("%s in place of a list is an error that can be tried again", async (_, body) => {
    expect(await failureOf(readFrom(body))).toMatchObject({ retryable: true });
  });
});
