import { canonize, createRegistry } from "@lorchestra/canonizer";
import type { BenchRow } from "./run.ts";

const rounds = 7;
const perRound = 2000;
const registry = createRegistry();

/** Transforms with both validations beside `JSON.parse` of the same bytes, rounds interleaved, median of each. */
export async function canonizeBench(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { name, ref, record, target } of cases()) rows.push(await measure(name, ref, record, target));
  return rows;
}

async function measure(name: string, ref: string, record: object, target: string): Promise<BenchRow> {
  const text = JSON.stringify(record);
  const raw: unknown = JSON.parse(text);
  const first = await canonize(raw, ref, { registry });
  if (!("ok" in first)) throw new Error(`bench/canonize: the record for ${name} is not canonized`);
  const canonized: number[] = [];
  const parsed: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let start = performance.now();
    for (let i = 0; i < perRound; i++) await canonize(raw, ref, { registry });
    canonized.push((performance.now() - start) / perRound);
    start = performance.now();
    for (let i = 0; i < perRound; i++) JSON.parse(text);
    parsed.push((performance.now() - start) / perRound);
  }
  const value = 1000 / median(canonized);
  const baseline = 1000 / median(parsed);
  return {
    name,
    value: `${perSecond(value)}, ${(text.length / 1024).toFixed(1)} kB each`,
    baseline: `${perSecond(baseline)} (JSON.parse)`,
    ratio: `${(baseline / value).toFixed(1)} x its time`,
    target,
  };
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

const perSecond = (count: number): string => `${Math.round(count).toLocaleString("en")}/s`;

function cases() {
  const reading = "none: the MIME parser takes most of it";
  return [
    { name: "canonize rfc822 mail", ref: "email/rfc822_to_jmap_lite@1.0.0", record: mail(), target: reading },
    {
      name: "canonize stripe invoice",
      ref: "invoice/stripe_to_canonical@1.0.0",
      record: invoice(),
      target: ">= 10,000/s",
    },
    {
      name: "canonize stripe refund",
      ref: "refund/stripe_to_canonical@1.0.0",
      record: refund,
      target: ">= 10,000/s",
    },
  ];
}

/** Text and HTML of a usual letter, and a small picture. */
function mail(): object {
  const text = "Dear Anna,\r\nthank you for your letter. The next session is on Monday at ten.\r\n".repeat(
    12,
  );
  const html = text.split("\r\n").map((line) => `<p style=3D"margin:0">${line}</p>`);
  const source = [
    "Received: by mx.example.org with ESMTPS id 1; Sun, 11 Jan 2026 09:00:07 +0000",
    "From: =?utf-8?q?Anna_M=C3=BCller?= <anna@example.com>",
    'To: "Practice, Front Desk" <desk@example.org>, bob@example.net',
    "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= from Bonn",
    "Date: Sun, 11 Jan 2026 10:00:00 +0100",
    "Message-ID: <one@example.com>",
    "References: <zero@example.com>",
    "MIME-Version: 1.0",
    "Content-Type: multipart/alternative; boundary=b",
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "",
    text,
    "--b",
    "Content-Type: text/html; charset=utf-8",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    ...html,
    "--b--",
    "",
  ].join("\r\n");
  const raw = Buffer.from(source).toString("base64");
  return { id: "one@example.com", raw, size: source.length, received_at: null, labels: ["Inbox", "Unread"] };
}

const refund = {
  id: "re_1",
  object: "refund",
  amount: 5000,
  charge: "ch_1",
  created: 1767225600,
  currency: "eur",
  metadata: {},
  payment_intent: "pi_1",
  reason: null,
  receipt_number: null,
  status: "succeeded",
};

function invoice(): object {
  const lines = Array.from({ length: 5 }, (_, index) => ({
    id: `il_${index}`,
    object: "line_item",
    amount: 10000,
    currency: "eur",
    description: "Session",
    discountable: true,
    metadata: {},
    period: { start: 1767225600, end: 1769904000 },
    pricing: { type: "price_details", unit_amount_decimal: "5000" },
    quantity: 2,
  }));
  const amounts = {
    amount_due: 59500,
    amount_paid: 59500,
    amount_remaining: 0,
    subtotal: 50000,
    total: 59500,
  };
  return {
    id: "in_1",
    object: "invoice",
    ...amounts,
    account_country: "DE",
    created: 1767225600,
    currency: "eur",
    customer: "cus_1",
    customer_email: "anna@example.com",
    customer_name: "Anna Example",
    due_date: 1769817600,
    effective_at: 1767229200,
    hosted_invoice_url: "https://invoice.example.com/i/1",
    lines: { object: "list", data: lines, has_more: false, url: "/v1/invoices/in_1/lines" },
    metadata: { client_id: "c-1" },
    number: "ABC-0001",
    period_end: 1769904000,
    period_start: 1767225600,
    status: "paid",
    total_taxes: [{ amount: 9500 }],
  };
}
