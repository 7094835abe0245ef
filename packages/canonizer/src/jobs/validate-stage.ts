import { createHash } from "node:crypto";
import type { DueInput, Outcome, RowInput } from "@lorchestra/warehouse";
import type { Registry } from "../registry/registry.ts";
import { validate } from "../validate.ts";
import type { ValidateOnlyTransform } from "./config.ts";
import { type CanonizeContext, dueRequest, forEachBatch, subjectOf } from "./due-inputs.ts";
import { outcomeOf, quarantinedOutcome } from "./outcome.ts";

/** Checks raw objects against schema_in and writes what came of it beside them. */
export async function validateStage(
  context: CanonizeContext,
  { schema_in }: ValidateOnlyTransform,
  registry: Registry,
): Promise<void> {
  const { ref, schema } = registry.schema(schema_in);
  const hash = createHash("sha256").update(JSON.stringify(schema)).digest("hex");
  const request = dueRequest(context, { stage: "validate", output: ref, processor: `${ref}:${hash}` });
  const { outcomes } = context;
  await context.stage("validation", subjectOf(context), async () => {
    const counts = { in: 0, inserted: 0, updated: 0, unchanged: 0, skipped: 0, quarantined: 0 };
    await forEachBatch(context, request, async (batch) => {
      const found = await Promise.all(batch.map((input) => check(input, ref, registry)));
      await context.warehouse.update(
        "raw_objects",
        found.filter(({ outcome }) => outcome !== "skipped").map((outcome) => validationRow(outcome, ref)),
      );
      await outcomes.record(request, found);
      counts.in += found.length;
      for (const { outcome } of found) counts[countOf[outcome]]++;
    });
    for await (const keys of outcomes.gone(request)) await outcomes.forget(request, keys);
    return { counts };
  });
}

const countOf = { ok: "updated", skipped: "skipped", quarantined: "quarantined" } as const;

async function check(input: DueInput, schema: string, registry: Registry): Promise<Outcome> {
  if (input.deleted) return outcomeOf(input, "skipped", "source_deleted");
  const result = await validate(input.row.payload, schema, { registry });
  return "ok" in result ? outcomeOf(input, "ok") : quarantinedOutcome(input, "schema_invalid", result.errors);
}

function validationRow({ key, outcome, detail }: Outcome, schema: string): RowInput {
  return {
    idem_key: key,
    validation_status: outcome === "ok" ? "pass" : "fail",
    validation_errors: detail ?? null,
    validated_schema: schema,
  };
}
