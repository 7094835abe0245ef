import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Json } from "../json.ts";
import { type Sandbox, startSandbox } from "../server.ts";

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ clients: 2 });
});
afterEach(() => sandbox.close());

type Answer = { readonly status: number; readonly body: { readonly [key: string]: Json } };

async function post(path: string, input: unknown): Promise<Answer> {
  const init = { method: "POST", body: JSON.stringify(input) };
  const response = await fetch(`${sandbox.url}/_sandbox/${path}`, init);
  const body: Answer["body"] = JSON.parse(await response.text());
  return { status: response.status, body };
}

describe("control over HTTP", () => {
  test("does what the functions do", async () => {
    const { body } = await post("stripe/create_customer", { name: "New", metadata: { a: "b" } });
    expect(sandbox.control.stripe.list("customers")[0]).toEqual(body);
    const lines = [{ description: "Session", unitAmount: 100 }];
    const invoice = await post("stripe/create_invoice", { customer: body.id, lines });
    await post("stripe/finalize_invoice", { id: invoice.body.id });
    expect((await post("stripe/pay_invoice", { id: invoice.body.id })).body).toMatchObject({
      status: "paid",
    });
    await post("faults/add", { kind: "status", status: 500 });
    expect(sandbox.control.remainingFaults()).toBe(1);
    expect((await post("clock/advance", { milliseconds: 1000 })).body).toEqual({
      now: "2026-03-02T17:00:01.000Z",
    });
    const answers = { answers: { abcd: ["x"] }, formId: "sandbox_followup" };
    expect((await post("forms/submit", answers)).body.lastSubmittedTime).toBe("2026-03-02T17:00:01.000000Z");
  });

  test.each([
    ["stripe/pay_invoice", {}, 400],
    ["stripe/pay_invoice", { id: "in_none" }, 404],
    ["stripe/create_customer", { name: 5 }, 400],
    ["faults/add", { kind: "earthquake" }, 400],
    ["faults/add", { kind: "status", status: 200 }, 400],
    ["forms/submit", { formId: "sandbox_followup", answers: { a: "b" } }, 400],
    ["clock/advance", { milliseconds: -1 }, 400],
    ["clock/advance", [], 400],
  ])("refuses %s with %j", async (path, body, status) => {
    const answer = await post(path, body);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toHaveProperty("message");
  });
});
