import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { createHttpClient, type HttpClientOptions } from "./client.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, call: number) => void;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A service on loopback; `calls` are the paths asked for, with their queries. */
async function serve(handler: Handler): Promise<{ url: string; calls: string[] }> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(request.url ?? "");
    handler(request, response, calls.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, calls };
}

const json = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
};

const quick: Pick<HttpClientOptions, "retry" | "timeoutMs"> = {
  retry: { retries: 3, baseMs: 1 },
  timeoutMs: 2000,
};

describe("answers", () => {
  test("tell the service's own time, good ones only", async () => {
    const { url } = await serve((_, response, call) => {
      response.setHeader(
        "date",
        call === 1 ? "Mon, 02 Mar 2026 17:00:00 GMT" : "Tue, 03 Mar 2026 17:00:00 GMT",
      );
      json(response, {}, call === 1 ? 200 : 404);
    });
    const client = createHttpClient({ baseUrl: url, ...quick });
    expect(client.sourceTime()).toBeUndefined();
    await client.getJson("a");
    await expect(client.getJson("b")).rejects.toThrow();
    expect(client.sourceTime()).toEqual(new Date("2026-03-02T17:00:00Z"));
  });

  test("gives JSON, with path and query below the base address", async () => {
    const { url, calls } = await serve((_request, response) => json(response, { ok: true }));
    const client = createHttpClient({ baseUrl: `${url}/v1`, ...quick });
    const query = { limit: 100, after: undefined, "types[]": ["a", "b"] };
    expect(await client.getJson("invoices", query)).toEqual({ ok: true });
    expect(calls).toEqual(["/v1/invoices?limit=100&types%5B%5D=a&types%5B%5D=b"]);
  });

  test("keeps the digits of integers past 2^53", async () => {
    const { url } = await serve((_request, response) => response.end('{"id":9007199254740993}'));
    const client = createHttpClient({ baseUrl: url, ...quick });
    expect(await client.getJson("x")).toEqual({ id: "9007199254740993" });
  });

  test.each([404, 400, 403, 410])("a %i is final and says so without the query", async (status) => {
    const { url, calls } = await serve((_request, response) =>
      json(response, { error: { status: "NOPE", message: "Ada Example was here" } }, status),
    );
    const client = createHttpClient({ baseUrl: url, ...quick });
    const failure = client.getJson("users/ada@example.com/messages", { q: "secret" });
    await expect(failure).rejects.toMatchObject({
      code: "http_status",
      status,
      serviceCode: "NOPE",
      retryable: false,
      message: `${new URL(url).host}/users/.../messages answered ${status} (NOPE).`,
    });
    expect(calls).toHaveLength(1);
  });
});

describe("retries", () => {
  test.each([429, 500, 502, 503, 408])("a burst of %i is ridden out", async (status) => {
    const { url, calls } = await serve((_request, response, call) =>
      call <= 3 ? json(response, {}, status) : json(response, { call }),
    );
    expect(await createHttpClient({ baseUrl: url, ...quick }).getJson("x")).toEqual({ call: 4 });
    expect(calls).toHaveLength(4);
  });

  test("ends with the status when the retries are used up", async () => {
    const { url, calls } = await serve((_request, response) => json(response, {}, 503));
    const failure = createHttpClient({ baseUrl: url, ...quick }).getJson("x");
    await expect(failure).rejects.toMatchObject({ code: "http_status", status: 503, retryable: true });
    expect(calls).toHaveLength(4);
  });

  const broken: [string, Handler][] = [
    ["an HTML page with 200", (_request, response) => response.end("<html>maintenance</html>")],
    ["truncated JSON", (_request, response) => response.end('{"data":[{"id":1')],
    ["an empty body", (_request, response) => response.end()],
    ["bytes that are not UTF-8", (_request, response) => response.end(Buffer.from([0x22, 0xff, 0x22]))],
    [
      "a body shorter than its Content-Length",
      (_request, response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write('{"a":1}');
        setTimeout(() => response.destroy(), 5);
      },
    ],
    [
      "a reset in mid-body",
      (_request, response) => {
        response.write('{"a":');
        setTimeout(() => response.socket?.resetAndDestroy(), 5);
      },
    ],
    ["a reset before any answer", (request) => request.socket.resetAndDestroy()],
  ];

  test.each(broken)("%s is retried", async (_name, fault) => {
    const { url } = await serve((request, response, call) =>
      call === 1 ? fault(request, response, call) : json(response, { call }),
    );
    expect(await createHttpClient({ baseUrl: url, ...quick }).getJson("x")).toEqual({ call: 2 });
  });

  test.each(broken)("%s that stays ends with a typed error", async (_name, fault) => {
    const { url, calls } = await serve(fault);
    const failure = createHttpClient({ baseUrl: url, ...quick }).getJson("x");
    await expect(failure).rejects.toMatchObject({
      code: expect.stringMatching(/^(network|response_not_json)$/),
      retryable: true,
    });
    expect(calls).toHaveLength(4);
  });

  test("a slow drip is bounded by the time-out", async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(" "), 10);
      response.on("close", () => clearInterval(timer));
    });
    const client = createHttpClient({ baseUrl: url, timeoutMs: 80, retry: { retries: 1, baseMs: 1 } });
    await expect(client.getJson("x")).rejects.toThrow(/did not answer completely within 80 ms/);
  });

  test("nobody listening is a network error", async () => {
    const { url } = await serve(() => undefined);
    for (const close of closers.splice(0)) close();
    const failure = createHttpClient({ baseUrl: url, ...quick }).getJson("x");
    await expect(failure).rejects.toMatchObject({ code: "network", message: expect.stringMatching(/ECONN/) });
  });
});

describe("Retry-After", () => {
  test("seconds are waited", async () => {
    const { url } = await serve((_request, response, call) => {
      if (call > 1) return json(response, { call });
      response.writeHead(429, { "retry-after": "1" });
      response.end();
    });
    const start = performance.now();
    expect(await createHttpClient({ baseUrl: url, ...quick }).getJson("x")).toEqual({ call: 2 });
    expect(performance.now() - start).toBeGreaterThan(900);
  });

  test.each([
    ["86400", /asks to send nothing before 20\d\d-/],
    ["99999999999999999999", /asks to send nothing before \+275760-09-13/],
    ["Fri, 31 Dec 2100 23:59:59 GMT", /before 2100-12-31T23:59:59.000Z/],
  ])("further than the budget (%s) ends at once and says when", async (header, message) => {
    const { url, calls } = await serve((_request, response) => {
      response.writeHead(429, { "retry-after": header });
      response.end();
    });
    const failure = createHttpClient({ baseUrl: url, ...quick }).getJson("x");
    await expect(failure).rejects.toMatchObject({
      code: "http_rate_limited",
      retryable: true,
      message: expect.stringMatching(message),
    });
    expect(calls).toHaveLength(1);
  });

  test("a date that is past, or nonsense, waits no longer than the jitter", async () => {
    for (const header of ["Fri, 31 Jan 2020 00:00:00 GMT", "soon", "-5", ""]) {
      const { url } = await serve((_request, response, call) => {
        if (call > 1) return json(response, { call });
        response.writeHead(503, { "retry-after": header });
        response.end();
      });
      expect(await createHttpClient({ baseUrl: url, ...quick }).getJson("x")).toEqual({ call: 2 });
    }
  });
});

describe("credentials", () => {
  test("a 401 refreshes once and goes on", async () => {
    const asked: boolean[] = [];
    const { url } = await serve((request, response) =>
      request.headers.authorization === "Bearer new" ? json(response, { ok: 1 }) : json(response, {}, 401),
    );
    let token = "old";
    const client = createHttpClient({
      baseUrl: url,
      ...quick,
      authorize: async (refresh) => {
        asked.push(refresh);
        if (refresh) token = "new";
        return { authorization: `Bearer ${token}` };
      },
    });
    expect(await client.getJson("x")).toEqual({ ok: 1 });
    expect(asked).toEqual([false, true, false]);
  });

  test("requests that are refused together refresh once", async () => {
    let refreshes = 0;
    const { url } = await serve((request, response) =>
      request.headers.authorization === "1" ? json(response, {}) : json(response, {}, 401),
    );
    const client = createHttpClient({
      baseUrl: url,
      ...quick,
      authorize: async (refresh) => {
        if (refresh) refreshes += 1;
        return { authorization: String(refreshes) };
      },
    });
    await Promise.all([client.getJson("a"), client.getJson("b"), client.getJson("c")]);
    expect(refreshes).toBe(1);
  });

  test("a 401 that stays asks to sign in again, without a retry", async () => {
    const { url, calls } = await serve((_request, response) => json(response, {}, 401));
    const client = createHttpClient({
      baseUrl: url,
      ...quick,
      authorize: async () => ({ authorization: "x" }),
    });
    await expect(client.getJson("x")).rejects.toMatchObject({ code: "sign_in_again", retryable: false });
    expect(calls).toHaveLength(2);
    const without = createHttpClient({ baseUrl: url, ...quick });
    await expect(without.getJson("x")).rejects.toThrow(/Sign in again/);
  });

  test("what authorize throws is final", async () => {
    const { url, calls } = await serve((_request, response) => json(response, {}));
    const authorize = async (): Promise<never> => {
      throw new RangeError("invalid_grant");
    };
    await expect(createHttpClient({ baseUrl: url, ...quick, authorize }).getJson("x")).rejects.toThrow(
      RangeError,
    );
    expect(calls).toEqual([]);
  });
});

describe("origin", () => {
  test.each([
    "https://evil.example.com/x",
    "//evil.example.com/x",
    "http://127.0.0.1:1/x",
    "file:///etc/passwd",
    "http://",
  ])("a link to %s is refused", async (link) => {
    const { url, calls } = await serve((_request, response) => json(response, {}));
    const failure = createHttpClient({ baseUrl: url, ...quick }).getJson(link);
    await expect(failure).rejects.toMatchObject({ code: "http_foreign_origin" });
    expect(calls).toEqual([]);
  });

  test("a link with credentials in it is refused", async () => {
    const { url } = await serve((_request, response) => json(response, {}));
    const link = url.replace("http://", "http://user:secret@");
    await expect(createHttpClient({ baseUrl: url, ...quick }).getJson(link)).rejects.toMatchObject({
      code: "http_foreign_origin",
      message: expect.not.stringContaining("secret"),
    });
  });

  test("a redirect inside the origin is followed, one that leaves it is refused", async () => {
    const { url, calls } = await serve((request, response) => {
      if (request.url === "/in") response.writeHead(302, { location: "/v2/x" }).end();
      else if (request.url === "/out")
        response.writeHead(307, { location: "https://evil.example.com/" }).end();
      else if (request.url === "/loop") response.writeHead(301, { location: "/loop" }).end();
      else json(response, { at: request.url });
    });
    const client = createHttpClient({ baseUrl: url, ...quick });
    expect(await client.getJson("in")).toEqual({ at: "/v2/x" });
    await expect(client.getJson("out")).rejects.toMatchObject({ code: "http_foreign_origin" });
    await expect(client.getJson("loop")).rejects.toMatchObject({ code: "response_redirect_loop" });
    expect(calls).toHaveLength(2 + 1 + 6);
  });

  test.each(["http://api.example.com", "ftp://x", "nonsense", "https://a:b@example.com"])(
    "%s is no base address",
    (baseUrl) => {
      expect(() => createHttpClient({ baseUrl })).toThrow(/base address/i);
    },
  );
});

describe("bounds", () => {
  test("an answer over the limit is not read", async () => {
    const { url, calls } = await serve((_request, response) => response.end(`"${"x".repeat(200_000)}"`));
    const client = createHttpClient({ baseUrl: url, ...quick, maxResponseBytes: 100_000 });
    await expect(client.getJson("x")).rejects.toMatchObject({ code: "response_too_large" });
    expect(calls).toHaveLength(1);
  });

  test("an abort ends a request and a wait with its reason", async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(503, { "retry-after": "60" });
      response.end();
    });
    const controller = new AbortController();
    const failure = createHttpClient({ baseUrl: url, ...quick }).getJson("x", {}, controller.signal);
    setTimeout(() => controller.abort(new Error("stop")), 50);
    await expect(failure).rejects.toThrow("stop");
    const hanging = await serve(() => undefined);
    const second = new AbortController();
    const hang = createHttpClient({ baseUrl: hanging.url, ...quick }).getJson("x", {}, second.signal);
    setTimeout(() => second.abort(new Error("stop")), 50);
    await expect(hang).rejects.toThrow("stop");
  });

  test("the rate is kept over all requests of a client", async () => {
    const { url } = await serve((_request, response) => json(response, {}));
    const client = createHttpClient({ baseUrl: url, ...quick, ratePerSecond: 50 });
    const start = performance.now();
    await Promise.all(Array.from({ length: 11 }, () => client.getJson("x")));
    expect(performance.now() - start).toBeGreaterThanOrEqual(198);
  });
});
