import { sha256 } from "@lorchestra/idem-keys";
import type { JobContext } from "@lorchestra/jobs";
import type { JsonObject } from "@lorchestra/tap-kit";
import type { Outcome } from "@lorchestra/warehouse";
import type { IngestConfig } from "./config.ts";

/** Something that could not be taken in. */
export interface Refused {
  readonly key: string;
  /** Stable code. */
  readonly reason: string;
  /** Where, for the person who mends it; no data of a record. */
  readonly detail: JsonObject;
}

/** Stage of the outcomes of ingestion. */
export const stage = "ingest";

/** What ingestion could not take in, filed in record_outcomes; cleared when it comes in later. */
export class Quarantine {
  readonly #context: JobContext<IngestConfig>;
  readonly #output: string;
  readonly #processor: string;
  readonly #held: Set<string>;

  private constructor(
    context: JobContext<IngestConfig>,
    output: string,
    processor: string,
    held: Set<string>,
  ) {
    this.#context = context;
    this.#output = output;
    this.#processor = processor;
    this.#held = held;
  }

  /** Knows what earlier runs left there. */
  static async open(
    context: JobContext<IngestConfig>,
    output: string,
    processor: string,
  ): Promise<Quarantine> {
    const { sql } = context.warehouse;
    const rows = context.warehouse.stream(
      sql`SELECT input_key FROM ${sql.table("record_outcomes")}
        WHERE stage = ${stage} AND output = ${output} AND outcome = ${"quarantined"}`,
    );
    const held = new Set<string>();
    for await (const row of rows) held.add(String(row.input_key));
    return new Quarantine(context, output, processor, held);
  }

  /** Files what was refused, and clears those of `arrived` that were here. */
  async record(refused: readonly Refused[], arrived: Iterable<string>): Promise<void> {
    const outcomes = new Map<string, Outcome>();
    for (const key of arrived) {
      if (!this.#held.delete(key)) continue;
      outcomes.set(key, { key, hash: "", attempts: 0, outcome: "ok" });
    }
    for (const { key, reason, detail } of refused) {
      const hash = sha256(`${reason}\n${JSON.stringify(detail)}`);
      outcomes.set(key, { key, hash, attempts: 0, outcome: "quarantined", reasonCode: reason, detail });
      this.#held.add(key);
    }
    const { outcomes: table } = this.#context;
    await table.record({ stage, output: this.#output, processor: this.#processor }, [...outcomes.values()]);
  }

  /** Whether anything waits to be cleared: looking up keys costs time. */
  get isEmpty(): boolean {
    return this.#held.size === 0;
  }
}
