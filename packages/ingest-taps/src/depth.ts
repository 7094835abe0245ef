import type { Json } from "@lorchestra/tap-kit";

/** What BigQuery keeps in a JSON column; SQLite's functions go to 1000. */
export const maxDepth = 500;

/** Whether a value is nested deeper than `limit` levels. Never goes deeper itself. */
export function isDeeperThan(value: Json, limit: number = maxDepth): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (limit === 0) return true;
  for (const member of Object.values(value)) if (isDeeperThan(member, limit - 1)) return true;
  return false;
}
