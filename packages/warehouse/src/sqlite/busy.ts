import { setTimeout as sleep } from "node:timers/promises";
import { isBusy, toWarehouseError } from "./sqlite-error.ts";

/** How long a statement waits for other processes before it says so, in milliseconds. */
const patience = 120_000;
const longestPause = 60;

/**
 * Runs a piece of synchronous database work, again and again while another connection is in the way. SQLite's own
 * busy handler would block the event loop; this waits with jitter beside other work.
 *
 * @throws WarehouseError `warehouse_busy` (retryable) when two minutes were not enough
 */
export async function whenFree<T>(path: string, work: () => T, limit = patience): Promise<T> {
  const end = performance.now() + limit;
  for (let attempt = 0; ; attempt++) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw toWarehouseError(error, path);
    }
    await sleep(1 + Math.random() * Math.min(longestPause, 2 ** attempt));
  }
}
