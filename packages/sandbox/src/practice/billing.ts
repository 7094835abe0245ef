import type { Random } from "../random.ts";
import type { StripeLedger } from "../stripe/ledger.ts";
import type { LineInput } from "../stripe/records.ts";
import type { StripeStore } from "../stripe/store.ts";
import type { Client } from "./people.ts";

const DAY = 86_400;

const SERVICES: readonly LineInput[] = [
  { description: "Individual session, 50 minutes", unitAmount: 14_000 },
  { description: "Individual session, 80 minutes", unitAmount: 20_000 },
  { description: "Intake session", unitAmount: 18_000 },
  { description: "Report", unitAmount: 9_500 },
];

type Step = { readonly at: number; readonly run: () => void };

function linesFor(random: Random, long: boolean): LineInput[] {
  const count = long ? 23 : random.integer(1, 3);
  const lines: LineInput[] = [];
  for (let i = 0; i < count; i++) lines.push(random.pick(SERVICES));
  return lines;
}

/**
 * What happens to one invoice: most are paid some days after they were sent, some stay open, one in ten is voided, one
 * in eight of the paid ones is refunded in part or in full.
 */
function invoiceSteps(
  start: number,
  customer: () => string,
  stripe: { readonly ledger: StripeLedger; readonly store: StripeStore },
  random: Random,
  long: boolean,
): Step[] {
  const { ledger, store } = stripe;
  const lines = linesFor(random, long);
  const fate = long ? 0.5 : random.next();
  const paidAt = start + random.integer(1, 12) * DAY + random.integer(0, 3600);
  let invoice = "";
  const create = (): void => {
    invoice = ledger.createInvoice(start, customer(), lines).id;
  };
  const steps: Step[] = [{ at: start, run: create }];
  if (fate < 0.04) return steps;
  steps.push({ at: start + 600, run: () => void ledger.finalizeInvoice(start + 600, invoice) });
  if (fate < 0.14) {
    steps.push({ at: paidAt, run: () => void ledger.voidInvoice(paidAt, invoice) });
  } else if (fate < 0.86) {
    let charge = "";
    const pay = (): void => {
      ledger.payInvoice(paidAt, invoice);
      charge = store.list("charges")[0]?.id ?? "";
    };
    steps.push({ at: paidAt, run: pay });
    if (fate < 0.24) {
      const at = paidAt + 2 * DAY;
      const amount = fate < 0.19 ? 4_000 : undefined;
      steps.push({ at, run: () => void ledger.createRefund(at, charge, amount) });
    }
  }
  return steps;
}

/**
 * Writes the billing history of the clients up to `now`: a customer each, an invoice every four weeks or so, payments
 * and refunds. Client 1 has an invoice of 23 lines, more than Stripe puts into one answer.
 */
export function writeBillingHistory(
  clients: readonly Client[],
  now: Date,
  stripe: { readonly ledger: StripeLedger; readonly store: StripeStore },
  random: Random,
): void {
  const end = Math.floor(now.getTime() / 1000);
  const steps: Step[] = [];
  clients.forEach((client, index) => {
    const joined = Math.floor(client.joined.getTime() / 1000);
    let customer = "";
    const create = (): void => {
      const name = `${client.firstName} ${client.lastName}`;
      const metadata = { client: client.key };
      customer = stripe.ledger.createCustomer(joined, {
        name,
        email: client.email,
        phone: client.phone,
        metadata,
      }).id;
    };
    steps.push({ at: joined, run: create });
    let invoices = 0;
    for (let at = joined + 3 * DAY; at < end; at += random.integer(24, 33) * DAY + random.integer(0, 7200)) {
      const long = index === 0 && invoices === 0;
      steps.push(...invoiceSteps(at, () => customer, stripe, random, long));
      invoices++;
    }
  });
  steps.push({
    at: end - 9 * DAY,
    run: () => void stripe.ledger.createPaymentIntent(end - 9 * DAY, 14_000, null),
  });
  // Of one moment, what was planned first comes first: sort() is stable.
  steps.sort((a, b) => a.at - b.at);
  for (const step of steps) if (step.at < end) step.run();
}
