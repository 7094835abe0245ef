import type { Warehouse } from "@lorchestra/warehouse";

/** A synthetic measurement with one scale score. */
export interface Scored {
  readonly id: string;
  readonly subject: string | null;
  readonly at: string;
  readonly value: number | null;
  readonly measure?: string;
  /** Item observations to add beside the scale. */
  readonly items?: number;
}

/** Writes a measurement as final_form would. For tests. */
export async function addMeasurement(warehouse: Warehouse, scored: Scored): Promise<void> {
  const { id, subject, at, value, measure = "phq9", items = 0 } = scored;
  await warehouse.merge("measurement_events", [
    {
      idem_key: id,
      canonical_idem_key: `canonical ${id}`,
      measure_id: measure,
      measure_version: "1.0.0",
      binding_id: "intake_01",
      binding_version: "1.0.0",
      form_id: "intake_01",
      submission_id: `submission ${id}`,
      subject_id: subject,
      occurred_at: at,
      completeness: 1,
      items_answered: 9,
      items_total: 9,
      flags: ["self_harm_ideation"],
      diagnostics: {},
      processed_at: at,
      created_at: at,
    },
  ]);
  const observation = { measurement_idem_key: id, measure_id: measure, prorated: false, created_at: at };
  const scale = {
    ...observation,
    idem_key: `${id}:${measure}_total`,
    code: `${measure}_total`,
    kind: "scale",
    value,
    unrounded: value,
    label: value === null ? null : "Moderate",
    severity: value === null ? null : "moderate",
    missing_reason: value === null ? "too_few_items" : null,
  };
  const answers = Array.from({ length: items }, (_, index) => ({
    ...observation,
    idem_key: `${id}:item_${index}`,
    code: `item_${index}`,
    kind: "item",
    value: 1,
    position: index,
  }));
  await warehouse.merge("observations", [scale, ...answers]);
}
