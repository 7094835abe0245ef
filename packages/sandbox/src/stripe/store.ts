import { SandboxError } from "../errors.ts";
import type { Json } from "../json.ts";
import type { Random } from "../random.ts";
import type { StripeRecord } from "./records.ts";

/** The kinds of objects that have a list of their own. */
export const STRIPE_COLLECTIONS = [
  "customers",
  "invoices",
  "payment_intents",
  "charges",
  "refunds",
  "events",
] as const;

/** One of {@link STRIPE_COLLECTIONS}. */
export type StripeCollection = (typeof STRIPE_COLLECTIONS)[number];

/** The objects of the imitated account, and the events that tell of their changes. */
export interface StripeStore {
  /** All of a kind, newest first; of one second, the last made first. Deleted ones are left out. */
  list(collection: StripeCollection): readonly StripeRecord[];
  /** An object by id, or undefined. */
  find(collection: StripeCollection, id: string): StripeRecord | undefined;
  /** An object by id that exists; {@link SandboxError} `not_found` otherwise. */
  get(collection: StripeCollection, id: string): StripeRecord;
  add(collection: StripeCollection, record: StripeRecord): StripeRecord;
  /** Deletes an object that exists; a deleted customer is remembered. */
  remove(collection: StripeCollection, id: string): void;
  /** Takes an object away without a trace. */
  forget(collection: StripeCollection, id: string): void;
  /** Ids of deleted customers, which Stripe still answers for. */
  readonly deletedCustomers: ReadonlySet<string>;
  /** All lines of an invoice in their order. */
  lines(invoice: string): readonly StripeRecord[];
  setLines(invoice: string, lines: readonly StripeRecord[]): void;
  /** Writes an event with a copy of the object as it is now. */
  emit(type: string, at: number, object: StripeRecord): void;
  /** A fresh id like `cus_` and 14 letters and digits. */
  newId(prefix: string): string;
}

function createdOf(record: StripeRecord): number {
  return typeof record.created === "number" ? record.created : 0;
}

/** What an object looks like in an answer: invoices carry their first ten lines, as Stripe's do. */
export function rendered(store: StripeStore, record: StripeRecord): StripeRecord {
  if (record.object !== "invoice") return record;
  const lines = store.lines(record.id);
  return {
    ...record,
    lines: {
      object: "list",
      data: lines.slice(0, 10),
      has_more: lines.length > 10,
      total_count: lines.length,
      url: `/v1/invoices/${record.id}/lines`,
    },
  };
}

/** An empty account. */
export function createStripeStore(random: Random): StripeStore {
  const collections = new Map<StripeCollection, Map<string, StripeRecord>>(
    STRIPE_COLLECTIONS.map((name) => [name, new Map()]),
  );
  const lines = new Map<string, readonly StripeRecord[]>();
  const deletedCustomers = new Set<string>();
  const of = (collection: StripeCollection): Map<string, StripeRecord> => {
    const records = collections.get(collection);
    if (records === undefined) throw new SandboxError("not_found", `Stripe has no list ${collection} here.`);
    return records;
  };
  const store: StripeStore = {
    deletedCustomers,
    list: (collection) => [...of(collection).values()].reverse().sort((a, b) => createdOf(b) - createdOf(a)),
    find: (collection, id) => of(collection).get(id),
    get: (collection, id) => {
      const record = of(collection).get(id);
      if (record === undefined)
        throw new SandboxError("not_found", `The sandbox has no ${collection} ${id}.`);
      return record;
    },
    add: (collection, record) => {
      of(collection).set(record.id, record);
      return record;
    },
    remove: (collection, id) => {
      store.forget(collection, id);
      if (collection === "customers") deletedCustomers.add(id);
    },
    forget: (collection, id) => {
      store.get(collection, id);
      of(collection).delete(id);
    },
    lines: (invoice) => lines.get(invoice) ?? [],
    setLines: (invoice, records) => {
      lines.set(invoice, records);
    },
    emit: (type, at, object) => {
      const snapshot: Json = structuredClone(rendered(store, object));
      store.add("events", {
        id: store.newId("evt_"),
        object: "event",
        api_version: null,
        created: at,
        data: { object: snapshot },
        livemode: false,
        pending_webhooks: 0,
        request: { id: null, idempotency_key: null },
        type,
      });
    },
    newId: (prefix) => `${prefix}${random.text(14)}`,
  };
  return store;
}
