import type { Counts } from "@lorchestra/jobs";
import type { DueInput, MergeCounts, Outcome, RowInput } from "@lorchestra/warehouse";
import { type CanonizeResult, canonize } from "../canonize.ts";
import type { TransformMeta } from "../registry/entries.ts";
import { parseSchemaReference } from "../registry/references.ts";
import type { Registry } from "../registry/registry.ts";
import { type FullTransform, suffixOf } from "./config.ts";
import { type CanonizeContext, dueRequest, forEachBatch, subjectOf } from "./due-inputs.ts";
import { keyOf, outcomeOf, quarantinedOutcome } from "./outcome.ts";

/** Raw objects -> canonical_objects. Outputs are written first, then their outcomes: a crash between the two repeats work. */
export async function canonizeStage(
  context: CanonizeContext,
  transform: FullTransform,
  registry: Registry,
): Promise<void> {
  await context.stage("canonization", subjectOf(context), async () => {
    const stage = new CanonizeStage(context, transform, registry);
    await stage.processDue();
    await stage.removeGone();
    return { counts: { ...stage.counts } };
  });
}

/** One run of the stage: what it writes, and what it has counted so far. */
class CanonizeStage {
  readonly counts: { -readonly [count in keyof Counts]-?: number } = {
    in: 0,
    inserted: 0,
    updated: 0,
    unchanged: 0,
    skipped: 0,
    quarantined: 0,
    removed: 0,
  };
  readonly #context: CanonizeContext;
  readonly #registry: Registry;
  readonly #meta: TransformMeta;
  readonly #suffix: string;
  readonly #format: string;

  constructor(context: CanonizeContext, transform: FullTransform, registry: Registry) {
    this.#context = context;
    this.#registry = registry;
    this.#meta = registry.transform(transform.transform_ref).meta;
    this.#suffix = suffixOf(transform);
    this.#format = parseSchemaReference(this.#meta.to_schema).name;
  }

  async processDue(): Promise<void> {
    await forEachBatch(this.#context, this.#request(), (batch) => this.#process(batch));
  }

  /** What has no raw object any more loses its canonical object, and is forgotten. */
  async removeGone(): Promise<void> {
    const { outcomes, signal } = this.#context;
    const request = this.#request();
    for await (const keys of outcomes.gone(request)) {
      signal.throwIfAborted();
      await this.#remove(keys);
      await outcomes.forget(request, keys);
    }
  }

  async #process(batch: readonly DueInput[]): Promise<void> {
    const rows: RowInput[] = [];
    const outcomes: Outcome[] = [];
    for (const input of batch) {
      const { row, outcome } = await this.#processOne(input);
      if (row !== undefined) rows.push(row);
      outcomes.push(outcome);
    }
    const merged = await this.#merge(rows);
    const skipped = outcomes.filter(({ outcome }) => outcome === "skipped").map(({ key }) => key);
    await this.#remove(skipped);
    await this.#context.outcomes.record(this.#request(), outcomes);
    this.counts.in += batch.length;
    this.counts.inserted += merged.inserted;
    this.counts.updated += merged.updated;
    this.counts.unchanged += merged.unchanged;
    this.counts.skipped += skipped.length;
    this.counts.quarantined += outcomes.filter(({ outcome }) => outcome === "quarantined").length;
  }

  async #processOne(input: DueInput): Promise<{ readonly row?: RowInput; readonly outcome: Outcome }> {
    if (input.deleted) return { outcome: outcomeOf(input, "skipped", "source_deleted") };
    const result = await canonize(input.row.payload, this.#meta.ref, { registry: this.#registry });
    if ("skipped" in result) return { outcome: outcomeOf(input, "skipped", "no_output") };
    if ("errors" in result) return { outcome: quarantinedOutcome(input, result.reason, result.errors) };
    return { row: this.#canonicalRow(input, result), outcome: outcomeOf(input, "ok") };
  }

  #canonicalRow({ key, row }: DueInput, { value }: Extract<CanonizeResult, { ok: true }>): RowInput {
    const now = this.#context.now().toISOString();
    return {
      idem_key: keyOf(key, this.#suffix),
      source_system: row.source_system,
      connection_name: row.connection_name,
      object_type: row.object_type,
      canonical_schema: this.#meta.to_schema,
      canonical_format: this.#format,
      transform_ref: this.#meta.ref,
      transform_hash: this.#meta.sha256,
      raw_idem_key: key,
      raw_payload_hash: row.payload_hash,
      payload: value,
      correlation_id: this.#context.runId,
      canonicalized_at: now,
      created_at: now,
    };
  }

  async #merge(rows: readonly RowInput[]): Promise<MergeCounts> {
    if (rows.length === 0) return { inserted: 0, updated: 0, unchanged: 0 };
    return this.#context.warehouse.merge("canonical_objects", rows);
  }

  async #remove(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const outputs = keys.map((key) => keyOf(key, this.#suffix));
    this.counts.removed += await this.#context.warehouse.remove("canonical_objects", "idem_key", outputs);
  }

  #request() {
    const processor = `${this.#meta.ref}:${this.#meta.sha256}`;
    return dueRequest(this.#context, { stage: "canonize", output: this.#suffix, processor });
  }
}
