import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Json } from "./json.ts";
import { type Sandbox, startSandbox } from "./server.ts";

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ clients: 6 });
});
afterEach(() => sandbox.close());

type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly [key: string]: Json };
};

async function answerOf(response: Response): Promise<Answer> {
  const body: Answer["body"] = JSON.parse(await response.text());
  return { status: response.status, headers: response.headers, body };
}

async function stripe(path: string, key = "sk_test_sandbox"): Promise<Answer> {
  return answerOf(await fetch(`${sandbox.url}/v1/${path}`, { headers: { authorization: `Bearer ${key}` } }));
}

async function token(overrides: { readonly [field: string]: string } = {}): Promise<Answer> {
  const { clientId, clientSecret, refreshToken } = sandbox.credentials.google;
  const fields = { client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken };
  const body = new URLSearchParams({ grant_type: "refresh_token", ...fields, ...overrides });
  return answerOf(await fetch(`${sandbox.url}/token`, { method: "POST", body }));
}

async function forms(path: string, accessToken: Json | undefined): Promise<Answer> {
  const headers = { authorization: `Bearer ${String(accessToken)}` };
  return answerOf(await fetch(`${sandbox.url}/forms/v1/forms/${path}`, { headers }));
}

function idsOf({ body }: Answer): string[] {
  const { data } = body;
  return Array.isArray(data) ? data.map((item: { id: string }) => item.id) : [];
}

describe("Stripe", () => {
  test("pages with limit, starting_after and ending_before, newest first", async () => {
    const all = sandbox.control.stripe.list("invoices").map(({ id }) => id);
    const first = await stripe("invoices?limit=4");
    expect(idsOf(first)).toEqual(all.slice(0, 4));
    expect(first.body).toMatchObject({ object: "list", has_more: true, url: "/v1/invoices" });
    expect(idsOf(await stripe(`invoices?limit=4&starting_after=${all[3]}`))).toEqual(all.slice(4, 8));
    const back = await stripe(`invoices?limit=4&ending_before=${all[5]}`);
    expect(idsOf(back)).toEqual(all.slice(1, 5));
    expect(back.body.has_more).toBe(true);
    const end = await stripe(`invoices?limit=4&starting_after=${all.at(-3)}`);
    expect(idsOf(end)).toEqual(all.slice(-2));
    expect(end.body.has_more).toBe(false);
  });

  test("filters by created with all comparisons", async () => {
    const all = sandbox.control.stripe.list("customers");
    const middle = all[2]?.created;
    const ids = all.map(({ id }) => id);
    expect(idsOf(await stripe(`customers?created[gte]=${middle}`))).toEqual(ids.slice(0, 3));
    expect(idsOf(await stripe(`customers?created[gt]=${middle}`))).toEqual(ids.slice(0, 2));
    expect(idsOf(await stripe(`customers?created[lte]=${middle}`))).toEqual(ids.slice(2));
    expect(idsOf(await stripe(`customers?created[lt]=${middle}`))).toEqual(ids.slice(3));
    expect(idsOf(await stripe(`customers?created=${middle}`))).toEqual(ids.slice(2, 3));
  });

  test.each([
    ["customers?limit=0", 400, "limit"],
    ["customers?limit=101", 400, "limit"],
    ["customers?limit=x", 400, "limit"],
    ["customers?colour=red", 400, "colour"],
    ["customers?starting_after=cus_none", 400, "starting_after"],
    ["customers/cus_none", 404, "id"],
  ])("refuses %s as Stripe does", async (path, status, param) => {
    const answer = await stripe(path);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ type: "invalid_request_error", param });
  });

  test("wants its key, as bearer or as basic", async () => {
    expect((await stripe("customers", "sk_other")).status).toBe(401);
    expect((await fetch(`${sandbox.url}/v1/customers`)).status).toBe(401);
    const basic = Buffer.from("sk_test_sandbox:").toString("base64");
    const headers = { authorization: `Basic ${basic}` };
    expect((await fetch(`${sandbox.url}/v1/customers`, { headers })).status).toBe(200);
  });

  test("sends ten lines with an invoice and the rest from their own list", async () => {
    const long = sandbox.control.stripe
      .list("invoices")
      .find(({ id }) => sandbox.control.stripe.lines(id).length === 23);
    const { body } = await stripe(`invoices/${long?.id}`);
    expect(body.lines).toMatchObject({ has_more: true, total_count: 23 });
    const rest = await stripe(`invoices/${long?.id}/lines?limit=100`);
    expect(idsOf(rest)).toEqual(sandbox.control.stripe.lines(String(long?.id)).map(({ id }) => id));
  });

  test("tells of changes by events for 30 days of its own clock", async () => {
    const { control } = sandbox;
    const customer = control.stripe.createCustomer({ name: "New" });
    control.stripe.deleteCustomer(customer.id);
    expect((await stripe(`customers/${customer.id}`)).body).toEqual({
      id: customer.id,
      object: "customer",
      deleted: true,
    });
    const types = "types[]=customer.created&types[]=customer.deleted";
    const newest = (await stripe(`events?limit=2&${types}`)).body.data;
    expect(newest).toMatchObject([
      { type: "customer.deleted", data: { object: { id: customer.id } } },
      { type: "customer.created", data: { object: { id: customer.id } } },
    ]);
    control.advance(30 * 86_400_000);
    expect((await stripe("events")).body.data).toEqual([]);
  });

  test("pays, voids and refunds as Stripe would, and refuses what does not fit", () => {
    const { stripe: account } = sandbox.control;
    const customer = account.createCustomer({ name: "New" });
    const invoice = account.createInvoice(customer.id, [
      { description: "Session", unitAmount: 5_000, quantity: 2 },
    ]);
    expect(invoice).toMatchObject({ status: "draft", total: 10_000, amount_remaining: 10_000 });
    expect(() => account.payInvoice(invoice.id)).toThrow("must be open");
    account.finalizeInvoice(invoice.id);
    expect(account.payInvoice(invoice.id)).toMatchObject({
      status: "paid",
      amount_paid: 10_000,
      amount_remaining: 0,
    });
    expect(() => account.voidInvoice(invoice.id)).toThrow("must be open");
    const [charge] = account.list("charges");
    account.createRefund(String(charge?.id), 4_000);
    expect(account.list("charges")[0]).toMatchObject({ amount_refunded: 4_000, refunded: false });
    account.createRefund(String(charge?.id));
    expect(account.list("charges")[0]).toMatchObject({ amount_refunded: 10_000, refunded: true });
    expect(() => account.createRefund(String(charge?.id), 1)).toThrow("0 left");
    expect(() => account.updateCustomer(customer.id, { id: "x" })).toThrow("id");
  });
});

describe("Google", () => {
  test("gives access tokens for the refresh token and refuses the rest as Google does", async () => {
    expect((await token()).body).toMatchObject({ token_type: "Bearer", expires_in: 3599 });
    expect((await token({ refresh_token: "x" })).body.error).toBe("invalid_grant");
    expect((await token({ client_secret: "x" })).body.error).toBe("invalid_client");
    expect((await token({ grant_type: "password" })).body.error).toBe("unsupported_grant_type");
    sandbox.control.google.revokeRefreshToken();
    expect(await token()).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  });

  test("wants a token that is good by the sandbox's clock", async () => {
    const { access_token } = (await token()).body;
    expect((await forms("sandbox_followup", access_token)).status).toBe(200);
    sandbox.control.advance(3_600_000);
    expect(await forms("sandbox_followup", access_token)).toMatchObject({
      status: 401,
      body: { error: { code: 401, status: "UNAUTHENTICATED" } },
    });
  });

  test("pages through all responses once, out of order, and holds to the filter of the token", async () => {
    const { access_token } = (await token()).body;
    const times: string[] = [];
    let next = "";
    for (let pages = 0; pages < 100; pages++) {
      const { body } = await forms(`sandbox_followup/responses?pageSize=3&pageToken=${next}`, access_token);
      const responses = Array.isArray(body.responses) ? body.responses : [];
      times.push(...responses.map((response: { lastSubmittedTime: string }) => response.lastSubmittedTime));
      if (body.nextPageToken === undefined) break;
      next = String(body.nextPageToken);
    }
    const all = sandbox.control.forms.responses("sandbox_followup");
    expect(times.toSorted()).toEqual(
      all.map(({ lastSubmittedTime }) => String(lastSubmittedTime)).toSorted(),
    );
    expect(times).not.toEqual(times.toSorted());
    const other = encodeURIComponent("timestamp > 2020-01-01T00:00:00Z");
    const changed = await forms(`sandbox_followup/responses?pageToken=${next}&filter=${other}`, access_token);
    expect(changed.status).toBe(400);
  });

  test("filters by lastSubmittedTime, at and after or only after", async () => {
    const { access_token } = (await token()).body;
    const all = sandbox.control.forms.responses("sandbox_followup");
    const times = all.map(({ lastSubmittedTime }) => String(lastSubmittedTime)).toSorted();
    const count = async (filter: string): Promise<number> => {
      const { body } = await forms(
        `sandbox_followup/responses?filter=${encodeURIComponent(filter)}`,
        access_token,
      );
      return Array.isArray(body.responses) ? body.responses.length : -1;
    };
    expect(await count(`timestamp >= ${times[4]}`)).toBe(times.length - 4);
    expect(await count(`timestamp > ${times[4]}`)).toBe(times.length - 5);
    expect(await count("timestamp >= 2026-01-01")).toBe(-1);
  });

  test("an edit keeps the id and moves the time", () => {
    const [before] = sandbox.control.forms.responses("sandbox_intake_01");
    sandbox.control.advance(1000);
    const after = sandbox.control.forms.edit("sandbox_intake_01", String(before?.responseId), {
      abcd: ["x", "y"],
    });
    expect(after).toMatchObject({ responseId: before?.responseId, createTime: before?.createTime });
    expect(after.lastSubmittedTime).toBe("2026-03-02T17:00:01.000000Z");
    expect(JSON.stringify(after)).toContain(
      '"abcd":{"questionId":"abcd","textAnswers":{"answers":[{"value":"x"},{"value":"y"}]}}',
    );
  });
});

describe("faults and the log", () => {
  const get = (init: RequestInit = {}) =>
    fetch(`${sandbox.url}/v1/customers`, { headers: { authorization: "Bearer sk_test_sandbox" }, ...init });

  test("meet the requests that they name, in number and place", async () => {
    sandbox.control.fault({ kind: "status", status: 503, path: "/v1/cust", skip: 1, times: 2 });
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await get()).status);
    expect((await stripe("refunds")).status).toBe(200);
    expect(statuses).toEqual([200, 503, 503, 200, 200]);
    expect(sandbox.control.requests().map(({ path, status }) => `${path} ${status}`)).toEqual([
      ...statuses.map((status) => `/v1/customers ${status}`),
      "/v1/refunds 200",
    ]);
  });

  test("send Retry-After as seconds or as a date", async () => {
    sandbox.control.fault({ kind: "status", status: 429, retryAfter: 7 });
    sandbox.control.fault({ kind: "status", status: 429, retryAfter: new Date("2026-03-02T18:00:00Z") });
    expect((await get()).headers.get("retry-after")).toBe("7");
    expect((await get()).headers.get("retry-after")).toBe("Mon, 02 Mar 2026 18:00:00 GMT");
  });

  test("break the body in the ways that they say", async () => {
    const whole = await (await get()).text();
    sandbox.control.fault({ kind: "reset" });
    await expect(get().then((response) => response.text())).rejects.toThrow();
    sandbox.control.fault({ kind: "truncated" });
    const part = await (await get()).text();
    expect(whole.startsWith(part) && part.length < whole.length).toBe(true);
    sandbox.control.fault({ kind: "html" });
    expect(await (await get()).text()).toContain("<!doctype html>");
    sandbox.control.fault({ kind: "drip", bytes: 500, milliseconds: 1 });
    expect(await (await get()).text()).toBe(whole);
    sandbox.control.fault({ kind: "silence" });
    await expect(get({ signal: AbortSignal.timeout(50) })).rejects.toThrow();
  });

  test("give empty and repeated pages", async () => {
    const first = await stripe("invoices?limit=2");
    const next = `invoices?limit=2&starting_after=${idsOf(first)[1]}`;
    sandbox.control.fault({ kind: "empty_page" });
    expect((await stripe(next)).body).toMatchObject({ data: [], has_more: true });
    sandbox.control.fault({ kind: "repeat_page" });
    expect(idsOf(await stripe(next))).toEqual(idsOf(first));
  });

  test("answers carry the sandbox's time", async () => {
    expect((await get()).headers.get("date")).toBe("Mon, 02 Mar 2026 17:00:00 GMT");
  });
});
