import type { Counts, JobContext, JobType } from "@lorchestra/jobs";
import { namedProjection, unknownProjection } from "./named-projection.ts";

/** What a spec of `create_projection` says. */
export interface CreateProjectionConfig {
  readonly projection: { readonly name: string };
}

/** Creates a view in the warehouse, or replaces it when its definition has changed. */
export const createProjection: JobType<CreateProjectionConfig> = {
  name: "create_projection",
  description: "Creates a view over the warehouse's tables, or replaces it when its definition has changed.",
  configSchema: {
    type: "object",
    additionalProperties: false,
    required: ["projection"],
    properties: {
      projection: {
        type: "object",
        additionalProperties: false,
        required: ["name"],
        properties: { name: { type: "string", description: "Name of the view." } },
      },
    },
  },
  validateConfig: (config, jobId) => unknownProjection(jobId, "projection.name", config.projection.name),
  async execute(context) {
    const projection = namedProjection(context.config.projection.name);
    await context.stage("projection", { objectType: projection.name }, async () => {
      const existed = await exists(context, projection.name);
      const changed = await context.warehouse.createView(projection);
      return { counts: counts(existed, changed) };
    });
    return undefined;
  },
};

function counts(existed: boolean, changed: boolean): Counts {
  const inserted = changed && !existed ? 1 : 0;
  const updated = changed && existed ? 1 : 0;
  return { in: 1, inserted, updated, unchanged: 1 - inserted - updated, skipped: 0, quarantined: 0 };
}

/** Whether the warehouse can read the view as it stands. */
async function exists({ warehouse }: JobContext<CreateProjectionConfig>, name: string): Promise<boolean> {
  const { sql } = warehouse;
  try {
    await warehouse.query(sql`SELECT 1 AS n FROM ${sql.table(name)} LIMIT 0`);
    return true;
  } catch (error) {
    const retryable = error instanceof Error && "retryable" in error && error.retryable === true;
    if (retryable) throw error;
    return false;
  }
}
