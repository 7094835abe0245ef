import type { Sandbox } from "@lorchestra/sandbox";
import type { Message } from "@lorchestra/tap-kit";
import { readContext } from "@lorchestra/tap-kit/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { applied, type SandboxAccount, startSandboxAccount, truth } from "../testing/sandbox-account.ts";
import type { StripeKind } from "./account.ts";

const KINDS: readonly StripeKind[] = ["customers", "invoices", "payment_intents", "refunds"];
const DAY = 86_400_000;

async function withAccount(
  run: (account: SandboxAccount, sandbox: Sandbox) => Promise<void>,
  options = {},
): Promise<void> {
  const account = await startSandboxAccount({ clients: 4, ...options });
  try {
    await run(account, account.sandbox);
  } finally {
    await account.sandbox.close();
  }
}

describe("a first read", () => {
  test.each(KINDS)("gives all %s as Stripe sent them, newest first, then a checkpoint", async (kind) => {
    await withAccount(async ({ read }, sandbox) => {
      const { messages, records, state } = await read(kind, {}, { page_size: 7 });
      const wanted = truth(sandbox, kind);
      expect(records.length).toBe(wanted.size);
      expect(records).toEqual([...wanted.values()]);
      expect(messages.at(-1)?.type).toBe("checkpoint");
      expect(state).toEqual({
        version: 1,
        cursor: sandbox.control.now().getTime() / 1000,
        newest: records[0]?.created,
      });
    });
  });

  test("fetches the lines of an invoice that do not fit into its answer", async () => {
    await withAccount(async ({ read }) => {
      const { records } = await read("invoices");
      const counts = records.map((record) => {
        const lines = record.lines;
        if (typeof lines !== "object" || lines === null || !("data" in lines)) throw new Error("no lines");
        expect(lines.has_more).toBe(false);
        return Array.isArray(lines.data) ? lines.data.length : -1;
      });
      expect(Math.max(...counts)).toBe(23);
    });
  });

  test("goes on when the object that a page ended with is deleted before the next page", async () => {
    await withAccount(
      async ({ stream }, sandbox) => {
        const all = [...truth(sandbox, "customers").keys()];
        const messages: Message[] = [];
        for await (const message of stream("customers", { page_size: 2 }).read(readContext())) {
          messages.push(message);
          // The second of the first page, and the one that begins the list when it is opened again.
          if (messages.length === 2) sandbox.control.stripe.deleteCustomer(String(all[1]));
          if (messages.length === 5) sandbox.control.stripe.deleteCustomer(String(all[3]));
        }
        const ids = messages.flatMap((message) => (message.type === "record" ? [message.record.id] : []));
        expect([...new Set(ids)]).toEqual(all);
        expect(messages.at(-1)?.type).toBe("checkpoint");
        expect(sandbox.control.requests().map(({ status }) => status)).toContain(400);
      },
      { clients: 7 },
    );
  });

  test("can be interrupted after any page and goes on from there", async () => {
    await withAccount(async ({ read, stream }, sandbox) => {
      const whole = await read("invoices", {}, { page_size: 3 });
      const checkpoints = whole.messages.filter((message) => message.type === "checkpoint").length;
      expect(checkpoints).toBeGreaterThan(3);
      let state: (typeof whole)["state"];
      let rows = applied([]);
      // Every read ends right after its first checkpoint, as if the process were killed there.
      for (let reads = 0; reads < 200; reads++) {
        const messages = [];
        const context = { now: () => new Date(), signal: new AbortController().signal, log: () => undefined };
        let finished = true;
        for await (const message of stream("invoices", { page_size: 3 }).read(
          state === undefined ? context : { ...context, state },
        )) {
          messages.push(message);
          if (message.type !== "checkpoint") continue;
          state = message.state;
          finished = JSON.stringify(state).includes("resume") === false;
          break;
        }
        rows = applied(messages, rows);
        if (finished) break;
      }
      expect(rows).toEqual(truth(sandbox, "invoices"));
    });
  });
});

describe("the next read", () => {
  test("reads the newest object again and nothing else when nothing changed", async () => {
    await withAccount(async ({ read }, sandbox) => {
      sandbox.control.advance(DAY);
      const first = await read("customers");
      const second = await read("customers", { state: first.state });
      expect(second.records).toEqual(first.records.slice(0, 1));
      const third = await read("customers", { state: second.state });
      expect(third.records).toEqual(first.records.slice(0, 1));
    });
  });

  test("sees changes that no list filter shows, each object once", async () => {
    await withAccount(async ({ read }, sandbox) => {
      const { stripe } = sandbox.control;
      sandbox.control.advance(DAY);
      const first = await read("invoices");
      const open = first.records.findLast(({ status }) => status === "open");
      expect(open).toBeDefined();
      const id = String(open?.id);
      stripe.updateInvoice(id, { description: "Thank you" });
      stripe.payInvoice(id);
      sandbox.control.advance(1000);
      sandbox.control.clearRequests();
      const second = await read("invoices", { state: first.state });
      const changed = second.records.filter((record) => record.id === id);
      expect(changed).toHaveLength(1);
      expect(changed[0]).toMatchObject({ status: "paid", description: "Thank you" });
      const reads = sandbox.control.requests().filter(({ path }) => path === `/v1/invoices/${id}`);
      expect(reads).toHaveLength(1);
    });
  });

  test("starts at the cursor, inclusive: a change in the very second of the first read is seen", async () => {
    await withAccount(async ({ read }, sandbox) => {
      const first = await read("customers");
      const oldest = String(first.records.at(-1)?.id);
      sandbox.control.stripe.updateCustomer(oldest, { description: "same second" });
      sandbox.control.advance(20 * DAY);
      const second = await read("customers", { state: first.state }, { lookback: 1 });
      expect(second.records.find(({ id }) => id === oldest)).toMatchObject({ description: "same second" });
    });
  });

  test("gives a tombstone for a deleted customer and for a deleted draft", async () => {
    await withAccount(async ({ read }, sandbox) => {
      const { stripe } = sandbox.control;
      const customers = await read("customers");
      const id = String(customers.records[1]?.id);
      const draft = stripe.createInvoice(id, [{ description: "Session", unitAmount: 100 }]);
      const invoices = await read("invoices");
      expect(invoices.records.map((record) => record.id)).toContain(draft.id);
      stripe.deleteInvoice(draft.id);
      stripe.deleteCustomer(id);
      const later = await read("customers", { state: customers.state });
      expect(later.deletes).toEqual([{ id }]);
      expect(later.problems).toEqual([]);
      expect((await read("invoices", { state: invoices.state })).deletes).toEqual([{ id: draft.id }]);
    });
  });

  test("counts an object that is gone between its event and its read as a problem and goes on", async () => {
    await withAccount(async ({ read }, sandbox) => {
      const { stripe } = sandbox.control;
      const first = await read("payment_intents");
      const [lost, kept] = [String(first.records[3]?.id), stripe.createPaymentIntent(500).id];
      sandbox.control.advance(DAY);
      const made = stripe.createPaymentIntent(700).id;
      const state = (await read("payment_intents")).state;
      sandbox.control.advance(DAY);
      stripe.cancelPaymentIntent(kept);
      stripe.confirmPaymentIntent(made);
      stripe.loseTrackOf("payment_intents", kept);
      const second = await read("payment_intents", { state });
      expect(second.problems).toEqual([{ type: "problem", key: { id: kept }, reason: "gone_before_read" }]);
      expect(second.records.map(({ id }) => id)).toEqual([made]);
      expect(second.state).toBeDefined();
      expect(lost).not.toBe(kept);
    });
  });

  test("reads everything again when the cursor is older than Stripe's events, and says so", async () => {
    await withAccount(async ({ read }, sandbox) => {
      const { stripe } = sandbox.control;
      const first = await read("customers");
      const oldest = String(first.records.at(-1)?.id);
      const leaving = String(first.records[0]?.id);
      stripe.updateCustomer(oldest, { description: "changed long ago" });
      sandbox.control.advance(25 * DAY);
      stripe.deleteCustomer(leaving);
      sandbox.control.advance(10 * DAY);
      const log: string[] = [];
      const second = await read("customers", { state: first.state, log: (_, message) => log.push(message) });
      expect(applied(second.messages, applied(first.messages))).toEqual(truth(sandbox, "customers"));
      expect(second.deletes).toEqual([{ id: leaving }]);
      expect(log).toEqual([
        "stripe customers: the last read is longer ago than Stripe keeps events; reading everything again",
      ]);
    });
  });

  test.each([
    { state: "nonsense" },
    { state: { version: 2, cursor: 1 } },
    { state: { version: 1, cursor: "1" } },
    { state: { version: 1, cursor: 1, newest: null } },
    { state: [] },
    { state: null },
  ])("reads everything for a state that is not its own: %j", async ({ state }) => {
    await withAccount(async ({ read }, sandbox) => {
      const { records } = await read("customers", { state });
      expect(records).toEqual([...truth(sandbox, "customers").values()]);
    });
  });
});

describe("refunds", () => {
  test.each(["new", "old"] as const)("follow the events of %s accounts", async (refundEvents) => {
    await withAccount(
      async ({ read }, sandbox) => {
        const { stripe } = sandbox.control;
        const charges = stripe.list("charges").filter(({ refunded }) => refunded === false);
        const early = stripe.createRefund(String(charges[0]?.id), 100);
        sandbox.control.advance(DAY);
        const first = await read("refunds");
        sandbox.control.advance(DAY);
        stripe.updateRefund(early.id, { status: "failed" });
        const late = stripe.createRefund(String(charges[1]?.id), 200);
        const second = await read("refunds", { state: first.state });
        expect(second.records.find(({ id }) => id === early.id)).toMatchObject({ status: "failed" });
        expect(second.records.map(({ id }) => id)).toContain(late.id);
        expect(applied(second.messages, applied(first.messages))).toEqual(truth(sandbox, "refunds"));
      },
      { refundEvents },
    );
  });
});

describe("since, until and limit", () => {
  let account: SandboxAccount;
  beforeAll(async () => {
    account = await startSandboxAccount({ clients: 4 });
  });
  afterEach(() => account.sandbox.control.clearFaults());
  afterAll(() => account.sandbox.close());

  test("go by `created`, since included and until not", async () => {
    const all = await account.read("invoices");
    const [, newer, middle, older] = all.records;
    const since = new Date(Number(older?.created) * 1000);
    const until = new Date(Number(newer?.created) * 1000);
    const { records } = await account.read("invoices", { since, until });
    expect(records).toEqual([middle, older]);
  });

  test("a state of a narrower read does not stand for a wider one", async () => {
    const all = await account.read("invoices");
    const since = new Date(Number(all.records[2]?.created) * 1000);
    const narrow = await account.read("invoices", { since });
    expect(narrow.records).toHaveLength(3);
    const again = await account.read("invoices", { since, state: narrow.state });
    expect(again.records.length).toBeLessThanOrEqual(3);
    const wide = await account.read("invoices", { state: narrow.state });
    expect(wide.records.length).toBe(all.records.length);
  });

  test("a read cut short by a limit leaves no checkpoint", async () => {
    const { records, state } = await account.read("invoices", { limit: 5 }, { page_size: 5 });
    expect(records).toHaveLength(5);
    expect(state).toBeUndefined();
  });
});
