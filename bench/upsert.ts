// How fast objects get into the warehouse, against the least that could be done: a prepared INSERT ... ON CONFLICT with
// JSON.stringify, which counts nothing, hashes nothing and keeps no first_seen.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { upsertObjects } from "@lorchestra/event-client";
import { stripeCustomerIdemKey } from "@lorchestra/idem-keys";
import { type JsonObject, openWarehouse } from "@lorchestra/warehouse";
import type { BenchRow } from "./run.ts";

const count = 100_000;
const batch = 5000;

/** A customer-like object of about 2 kB. */
function object(index: number): JsonObject {
  const line = (part: number): JsonObject => ({
    sku: `sku-${part}-${index}`,
    quantity: part,
    price: part * 10.25,
    description: `line ${part} of order ${index}`,
  });
  return {
    id: `cus_${String(index).padStart(9, "0")}`,
    object: "customer",
    name: `Person ${index}`,
    email: `person${index}@example.com`,
    created: 1_700_000_000 + index,
    balance: index * 1.5,
    active: index % 2 === 0,
    tags: ["a", "b", String(index)],
    address: { line1: `${index} Road`, city: "Anytown", postal_code: "12345", country: "CA" },
    lines: Array.from({ length: 8 }, (_, part) => line(part)),
    note: "lorem ipsum dolor sit amet ".repeat(39),
  };
}

function bareLoop(path: string, objects: readonly JsonObject[]): () => number {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  db.exec("CREATE TABLE objects (idem_key TEXT PRIMARY KEY, payload TEXT, last_seen TEXT)");
  const upsert = db.prepare(
    "INSERT INTO objects VALUES (?, ?, ?) ON CONFLICT (idem_key) DO UPDATE SET payload = excluded.payload, last_seen = excluded.last_seen",
  );
  return () => {
    const start = performance.now();
    const seen = new Date().toISOString();
    for (let from = 0; from < count; from += batch) {
      db.exec("BEGIN IMMEDIATE");
      for (const record of objects.slice(from, from + batch))
        upsert.run(`stripe:default:customer:${record.id}`, JSON.stringify(record), seen);
      db.exec("COMMIT");
    }
    return performance.now() - start;
  };
}

const perSecond = (milliseconds: number): string => `${Math.round((count / milliseconds) * 1000)} objects/s`;

/** upsertObjects against the bare loop: 100,000 objects of 2 kB, new and again unchanged. */
export async function upsertBench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "lorchestra-bench-"));
  try {
    const objects = Array.from({ length: count }, (_, index) => object(index));
    const bare = bareLoop(join(folder, "bare.db"), objects);
    const client = await openWarehouse({ driver: "sqlite", path: join(folder, "warehouse.db") });
    const upsert = async (run: number): Promise<number> => {
      const start = performance.now();
      await upsertObjects({
        client,
        objects,
        sourceSystem: "stripe",
        objectType: "customer",
        correlationId: `bench-${run}`,
        idemKeyFn: stripeCustomerIdemKey(),
        batchSize: batch,
      });
      return performance.now() - start;
    };
    const rows: BenchRow[] = [];
    for (const [run, name] of ["new", "again, unchanged", "a third time"].entries()) {
      const baseline = bare();
      const value = await upsert(run);
      rows.push({
        name: `upsertObjects, ${name}`,
        value: perSecond(value),
        baseline: perSecond(baseline),
        ratio: (baseline / value).toFixed(2),
        target: ">= 0.5",
      });
    }
    await client.close();
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
