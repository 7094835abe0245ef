import type { Projection } from "./projection.ts";

/**
 * One row per scale score, with the change since the subject's previous and first score on the same scale, whatever
 * the form. A score without a value has no history and is left out of that of others. Rows without a subject are never
 * set against one another. Changes are rounded to six decimals, so that 3.2 - 3.0 is 0.2.
 */
export const projScores: Projection = {
  name: "proj_scores",
  description:
    "Scale scores of each subject over time, with the change since the last and since the first one.",
  columns: {
    score_id: { type: "string", description: "idem_key of the observation." },
    measurement_id: { type: "string", description: "idem_key of the measurement." },
    subject_id: {
      type: "string",
      description: "E-mail or external id of the respondent; null when unknown.",
    },
    form_id: { type: "string", description: "The form." },
    measure_id: { type: "string", description: "For example phq9." },
    measure_version: { type: "string", description: "Version of the measure." },
    scale_id: { type: "string", description: "The scale of the measure." },
    occurred_at: { type: "timestamp", description: "When the form was submitted." },
    occurred_on: { type: "string", description: "Its date in UTC, YYYY-MM-DD." },
    value: { type: "float", description: "The score; null when it could not be computed." },
    unrounded: { type: "float", description: "A prorated score before rounding." },
    prorated: { type: "boolean", description: "Whether missing items were prorated." },
    label: { type: "string", description: "Label of the band." },
    severity: { type: "string", description: "Severity code of the band." },
    missing_reason: { type: "string", description: "Why there is no value." },
    items_answered: { type: "integer", description: "Items of the measure with a usable answer." },
    items_total: { type: "integer", description: "Items of the measure." },
    flags: { type: "json", description: "JSON list of the flags that the measurement raised." },
    previous_value: {
      type: "float",
      description: "The subject's score on this scale before; null for the first.",
    },
    change_from_previous: { type: "float", description: "value - previous_value." },
    first_value: { type: "float", description: "The subject's first score on this scale." },
    change_from_first: { type: "float", description: "value - first_value." },
  },
  key: ["score_id"],
  indexes: [["subject_id", "measure_id", "scale_id", "occurred_at"], ["measurement_id"], ["occurred_at"]],
  select: (sql, dialect) => sql`
SELECT
  o.idem_key AS score_id,
  o.measurement_idem_key AS measurement_id,
  m.subject_id AS subject_id,
  m.form_id AS form_id,
  m.measure_id AS measure_id,
  m.measure_version AS measure_version,
  o.code AS scale_id,
  m.occurred_at AS occurred_at,
  ${dialect.dateText(sql`m.occurred_at`)} AS occurred_on,
  o.value AS value,
  o.unrounded AS unrounded,
  o.prorated AS prorated,
  o.label AS label,
  o.severity AS severity,
  o.missing_reason AS missing_reason,
  m.items_answered AS items_answered,
  m.items_total AS items_total,
  ${dialect.jsonValue(sql`m.flags`, [])} AS flags,
  LAG(o.value) OVER history AS previous_value,
  ROUND(o.value - LAG(o.value) OVER history, 6) AS change_from_previous,
  FIRST_VALUE(o.value) OVER history AS first_value,
  ROUND(o.value - FIRST_VALUE(o.value) OVER history, 6) AS change_from_first
FROM ${sql.table("observations")} AS o
JOIN ${sql.table("measurement_events")} AS m ON m.idem_key = o.measurement_idem_key
WHERE o.kind = 'scale'
WINDOW history AS (
  PARTITION BY
    m.subject_id,
    CASE WHEN m.subject_id IS NULL OR TRIM(m.subject_id) = '' THEN o.measurement_idem_key END,
    m.measure_id,
    o.code,
    o.value IS NULL
  ORDER BY m.occurred_at, o.idem_key
)`,
};
