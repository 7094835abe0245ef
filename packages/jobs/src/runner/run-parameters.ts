import type { JsonObject } from "@lorchestra/warehouse";
import type { RunParameters } from "../contract/context.ts";
import { UsageError } from "../errors.ts";

/** Records per stream that a dry run reads unless told otherwise. */
export const DRY_RUN_LIMIT = 20;

const SECRET_NAME = /secret|token|password|passwd|api_?key|credential/i;

/** Checks what was asked of a run and fills in what was not. Throws a {@link UsageError}. */
export function runParameters(asked: Partial<RunParameters>, dryRun: boolean): RunParameters {
  const { since, until, limit, params = {}, ...rest } = asked;
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new UsageError(`the limit must be a whole number of 1 or more, not ${String(limit)}`);
  }
  if (since !== undefined && until !== undefined && since >= until) {
    throw new UsageError(`since (${since.toISOString()}) must be before until (${until.toISOString()})`);
  }
  const effective = limit ?? (dryRun ? DRY_RUN_LIMIT : undefined);
  return {
    ...rest,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(effective === undefined ? {} : { limit: effective }),
    params,
  };
}

/** The parameters as job.started keeps them: no secrets, no addresses. */
export function parametersForEvent({ since, until, limit, account, params }: RunParameters): JsonObject {
  const given = { ...params, ...(account === undefined ? {} : { account }) };
  const shown = Object.entries(given).map(([name, value]) => {
    const hidden = SECRET_NAME.test(name) || value.includes("@") || value.length > 200;
    return [name, hidden ? "[withheld]" : value];
  });
  return {
    ...Object.fromEntries(shown),
    ...(since === undefined ? {} : { since: since.toISOString() }),
    ...(until === undefined ? {} : { until: until.toISOString() }),
    ...(limit === undefined ? {} : { limit }),
  };
}
