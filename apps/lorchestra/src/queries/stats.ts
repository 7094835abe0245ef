import type { Dialect, Sql, SqlTag } from "@lorchestra/warehouse";

/** One statistic: its SQL and the columns that it gives, in order. */
export interface Statistic {
  readonly columns: readonly string[];
  readonly select: (sql: SqlTag, dialect: Dialect, since: string) => Sql;
}

/** `lorchestra stats <what>`. `since` bounds what has a date of its own (runs). */
export const statistics: { readonly [what: string]: Statistic } = {
  raw: {
    columns: [
      "source_system",
      "connection_name",
      "object_type",
      "objects",
      "deleted",
      "valid",
      "invalid",
      "last_seen",
    ],
    select: (sql) => sql`
      SELECT source_system, connection_name, object_type, COUNT(*) AS objects,
        COUNT(deleted_at) AS deleted,
        SUM(CASE WHEN validation_status = 'pass' THEN 1 ELSE 0 END) AS valid,
        SUM(CASE WHEN validation_status = 'fail' THEN 1 ELSE 0 END) AS invalid,
        MAX(last_seen) AS last_seen
      FROM ${sql.table("raw_objects")}
      GROUP BY source_system, connection_name, object_type
      ORDER BY source_system, connection_name, object_type`,
  },
  canonical: {
    columns: ["canonical_schema", "source_system", "connection_name", "objects", "last_canonicalized"],
    select: (sql) => sql`
      SELECT canonical_schema, source_system, connection_name, COUNT(*) AS objects, MAX(canonicalized_at) AS last_canonicalized
      FROM ${sql.table("canonical_objects")}
      GROUP BY canonical_schema, source_system, connection_name
      ORDER BY canonical_schema, source_system, connection_name`,
  },
  jobs: {
    columns: ["run", "started", "ended", "result", "error"],
    select: (sql, _dialect, since) => sql`
      SELECT correlation_id AS run, MIN(created_at) AS started,
        MAX(CASE WHEN event_type <> 'job.started' THEN created_at END) AS ended,
        COALESCE(MAX(CASE WHEN event_type <> 'job.started' THEN status END), 'no end recorded') AS result,
        MAX(error_message) AS error
      FROM ${sql.table("event_log")}
      WHERE object_type = 'job_run' AND created_at >= ${since}
      GROUP BY correlation_id
      ORDER BY started DESC, run DESC
      LIMIT 50`,
  },
  measurements: {
    columns: ["measure_id", "form_id", "measurements", "subjects", "first", "last", "flagged"],
    select: (sql, dialect) => sql`
      SELECT measure_id, form_id, COUNT(*) AS measurements, COUNT(DISTINCT subject_id) AS subjects,
        MIN(occurred_at) AS first, MAX(occurred_at) AS last,
        SUM(CASE WHEN ${dialect.jsonValue(sql.name("flags"), [])} <> '[]' THEN 1 ELSE 0 END) AS flagged
      FROM ${sql.table("measurement_events")}
      GROUP BY measure_id, form_id
      ORDER BY measure_id, form_id`,
  },
};
