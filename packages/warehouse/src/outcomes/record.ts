import { mark } from "../mark.ts";
import type { Warehouse } from "../warehouse.ts";
import type { DueRequest, Outcome } from "./contract.ts";

/** Who writes and when. */
export interface Provenance {
  /** Run id. */
  readonly correlationId: string;
  readonly now: () => Date;
}

/** Appended to the input hash of an outcome that someone wants again: it differs from every hash, so the input is due. */
export const replayed = "#replay";

const keysAtOnce = 1000;

/** Writes outcomes of one stage and output. */
export async function record(
  warehouse: Warehouse,
  { correlationId, now }: Provenance,
  request: Pick<DueRequest, "stage" | "output" | "processor">,
  outcomes: readonly Outcome[],
): Promise<void> {
  if (outcomes.length === 0) return;
  const updatedAt = now().toISOString();
  mark("outcome.before");
  await warehouse.merge(
    "record_outcomes",
    outcomes.map((outcome) => ({
      stage: request.stage,
      output: request.output,
      processor: request.processor,
      input_key: outcome.key,
      input_hash: outcome.hash,
      outcome: outcome.outcome,
      reason_code: outcome.reasonCode ?? null,
      detail: outcome.detail ?? null,
      attempts: outcome.attempts + 1,
      correlation_id: correlationId,
      updated_at: updatedAt,
    })),
  );
  mark("outcome.after");
}

/** Makes inputs due again; what they were tried for so far stays counted. The number of outcomes that were found. */
export async function replay(
  warehouse: Warehouse,
  { correlationId, now }: Provenance,
  request: Pick<DueRequest, "stage" | "output">,
  keys: readonly string[],
): Promise<number> {
  const { sql } = warehouse;
  const { stage, output } = request;
  let found = 0;
  for (let start = 0; start < keys.length; start += keysAtOnce) {
    const some = keys.slice(start, start + keysAtOnce);
    const rows = await warehouse.query(
      sql`SELECT input_key, input_hash FROM ${sql.table("record_outcomes")} WHERE stage = ${stage} AND output = ${output} AND input_key IN ${sql.list(some)}`,
    );
    found += rows.length;
    const again = rows.filter((row) => !String(row.input_hash).endsWith(replayed));
    await warehouse.update(
      "record_outcomes",
      again.map((row) => ({
        stage,
        output,
        input_key: String(row.input_key),
        input_hash: String(row.input_hash) + replayed,
        correlation_id: correlationId,
        updated_at: now().toISOString(),
      })),
    );
  }
  return found;
}

/** Keys that have an outcome but no row in the input table, in batches, in key order. */
export async function* gone(
  warehouse: Warehouse,
  request: Pick<DueRequest, "stage" | "output" | "input">,
): AsyncGenerator<readonly string[], void, void> {
  const { sql } = warehouse;
  let after: string | undefined;
  for (;;) {
    const beyond = after === undefined ? sql`` : sql` AND o.input_key > ${after}`;
    const rows = await warehouse.query(
      sql`SELECT o.input_key AS input_key FROM ${sql.table("record_outcomes")} AS o
        LEFT JOIN ${sql.table(request.input.table)} AS i ON i.idem_key = o.input_key
        WHERE o.stage = ${request.stage} AND o.output = ${request.output} AND i.idem_key IS NULL${beyond}
        ORDER BY o.input_key LIMIT ${keysAtOnce}`,
    );
    if (rows.length === 0) return;
    const keys = rows.map((row) => String(row.input_key));
    yield keys;
    after = keys.at(-1);
  }
}
