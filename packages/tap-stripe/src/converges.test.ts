import type { Sandbox } from "@lorchestra/sandbox";
import type { Message } from "@lorchestra/tap-kit";
import { readContext } from "@lorchestra/tap-kit/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { applied, startSandboxAccount, truth } from "../testing/sandbox-account.ts";
import type { StripeKind } from "./account.ts";

/** One thing that happens in the account; `which` picks an object, and what can't happen to it doesn't. */
interface Happening {
  readonly what:
    | "wait"
    | "new customer"
    | "edit customer"
    | "delete customer"
    | "new invoice"
    | "delete invoice"
    | "finalize"
    | "pay"
    | "void"
    | "refund"
    | "edit refund"
    | "new intent"
    | "confirm"
    | "cancel";
  readonly which: number;
}

const WHATS: readonly Happening["what"][] = [
  "wait",
  "wait",
  "new customer",
  "edit customer",
  "delete customer",
  "new invoice",
  "delete invoice",
  "finalize",
  "pay",
  "void",
  "refund",
  "edit refund",
  "new intent",
  "confirm",
  "cancel",
];

function happen({ control }: Sandbox, { what, which }: Happening): void {
  const { stripe } = control;
  const pick = (
    kind: "charges" | StripeKind,
    fits: (record: { readonly [field: string]: unknown }) => boolean,
  ) => {
    const all = stripe.list(kind).filter(fits);
    return all[which % Math.max(1, all.length)]?.id;
  };
  const invoice = (status: string) => pick("invoices", (record) => record.status === status);
  const intent = () => pick("payment_intents", (record) => record.status === "requires_payment_method");
  const any = () => true;
  const withId = (id: string | undefined, act: (id: string) => unknown): void => {
    if (id !== undefined) act(id);
  };
  switch (what) {
    case "wait":
      control.advance((which % 5) * 400_000);
      break;
    case "new customer":
      stripe.createCustomer({ name: `Customer ${which}` });
      break;
    case "edit customer":
      withId(pick("customers", any), (id) => stripe.updateCustomer(id, { description: `Note ${which}` }));
      break;
    case "delete customer":
      withId(pick("customers", any), (id) => stripe.deleteCustomer(id));
      break;
    case "new invoice": {
      const lines = Array.from({ length: which % 15 }, () => ({ description: "Session", unitAmount: 100 }));
      withId(pick("customers", any), (id) => stripe.createInvoice(id, lines));
      break;
    }
    case "delete invoice":
      withId(invoice("draft"), (id) => stripe.deleteInvoice(id));
      break;
    case "finalize":
      withId(invoice("draft"), (id) => stripe.finalizeInvoice(id));
      break;
    case "pay":
      withId(invoice("open"), (id) => stripe.payInvoice(id));
      break;
    case "void":
      withId(invoice("open"), (id) => stripe.voidInvoice(id));
      break;
    case "refund":
      withId(
        pick("charges", (record) => record.refunded === false),
        (id) => stripe.createRefund(id, 1),
      );
      break;
    case "edit refund":
      withId(pick("refunds", any), (id) => stripe.updateRefund(id, { metadata: { note: String(which) } }));
      break;
    case "new intent":
      stripe.createPaymentIntent(100 + which);
      break;
    case "confirm":
      withId(intent(), (id) => stripe.confirmPaymentIntent(id));
      break;
    case "cancel":
      withId(intent(), (id) => stripe.cancelPaymentIntent(id));
      break;
  }
}

const happenings = fc.array(fc.record({ what: fc.constantFrom(...WHATS), which: fc.nat(50) }), {
  maxLength: 12,
});
const kinds = fc.constantFrom<StripeKind>("customers", "invoices", "payment_intents", "refunds");
const accounts = fc.constantFrom("new" as const, "old" as const);

test("whatever changes during and between reads, the next quiet read brings the tables to what Stripe holds", async () => {
  await fc.assert(
    fc.asyncProperty(
      kinds,
      accounts,
      happenings,
      happenings,
      happenings,
      async (kind, refundEvents, ...rounds) => {
        const { sandbox, stream } = await startSandboxAccount({ clients: 2, refundEvents });
        try {
          let rows = applied([]);
          let state: Message | undefined;
          const [during, between, duringSecond] = rounds;
          for (const [before, meanwhile] of [
            [[], during],
            [between, duringSecond],
            [[], []],
          ] as const) {
            for (const happening of before) happen(sandbox, happening);
            const queue = [...meanwhile];
            const context = readContext(state?.type === "checkpoint" ? { state: state.state } : {});
            const messages: Message[] = [];
            for await (const message of stream(kind, { page_size: 2 }).read(context)) {
              messages.push(message);
              const next = queue.shift();
              if (next !== undefined) happen(sandbox, next);
            }
            for (const happening of queue) happen(sandbox, happening);
            state = messages.findLast(({ type }) => type === "checkpoint");
            rows = applied(messages, rows);
          }
          expect(rows).toEqual(truth(sandbox, kind));
        } finally {
          await sandbox.close();
        }
      },
    ),
    { numRuns: 60, seed: 20260302 },
  );
});
