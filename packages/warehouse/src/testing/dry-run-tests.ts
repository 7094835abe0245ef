import { deepStrictEqual, equal } from "node:assert/strict";
import { dryRunWarehouse } from "../dry-run/dry-run-warehouse.ts";
import type { Warehouse } from "../warehouse.ts";
import { at, rawRow, rowsOf } from "./rows.ts";
import type { ConformanceTest } from "./test-warehouse.ts";

/** A bit of everything that writes; what it gives must not depend on whether it was a rehearsal. */
async function work(warehouse: Warehouse): Promise<unknown[]> {
  return [
    await warehouse.merge("raw_objects", [rawRow("a", 1, 1), rawRow("b", 2, 1), rawRow("new", 1, 1)]),
    await warehouse.merge("raw_objects", [rawRow("new", 1, 2), rawRow("b", 2, 2), rawRow("b", 3, 3)]),
    await warehouse.update("raw_objects", [
      { idem_key: "new", deleted_at: at(4) },
      { idem_key: "new", deleted_at: at(4) },
      { idem_key: "c", correlation_id: "x" },
      { idem_key: "nobody", deleted_at: at(4) },
    ]),
    await warehouse.merge("raw_objects", [rawRow("new", 1, 5)]),
    await warehouse.remove("raw_objects", "external_id", ["new", "c", "nobody"]),
    await warehouse.merge("raw_objects", [rawRow("c", 1, 6)]),
    await warehouse.remove("raw_objects", "idem_key", ["c", "a"], { source_system: "s" }),
    await warehouse.remove("raw_objects", "idem_key", ["b"], { source_system: "elsewhere" }),
  ];
}

/** What dryRunWarehouse does over the driver. */
export const dryRunTests: { readonly [name: string]: ConformanceTest } = {
  "a dry run counts what the run would count, and writes nothing": async (store) => {
    const warehouse = await store.open();
    await warehouse.merge("raw_objects", [rawRow("a", 1), rawRow("b", 1), rawRow("c", 1)]);
    const before = await rowsOf(warehouse, "raw_objects");
    const rehearsed = await work(dryRunWarehouse(warehouse));
    deepStrictEqual(await rowsOf(warehouse, "raw_objects"), before);
    deepStrictEqual(rehearsed, await work(warehouse));
    deepStrictEqual(rehearsed, [
      { inserted: 1, updated: 1, unchanged: 1 },
      { inserted: 0, updated: 1, unchanged: 2 },
      { updated: 1, unchanged: 2, missing: 1 },
      { inserted: 0, updated: 1, unchanged: 0 },
      2,
      { inserted: 1, updated: 0, unchanged: 0 },
      2,
      0,
    ]);
    await warehouse.close();
  },

  "a dry run makes no view, appends nothing and reads what is there": async (store) => {
    const warehouse = await store.open();
    const rehearsal = dryRunWarehouse(warehouse);
    const view = {
      name: "v",
      description: "For the suite.",
      columns: { id: { type: "string", description: "Key." } },
      key: ["id"],
      select: ({ table }: Warehouse["sql"]) =>
        warehouse.sql`SELECT idem_key AS id FROM ${table("raw_objects")}`,
    } as const;
    equal(await rehearsal.createView(view), true);
    equal(await rehearsal.createView(view), true);
    equal(await warehouse.createView(view), true);
    equal(await rehearsal.createView(view), false);
    await rehearsal.append("event_log", [
      {
        event_id: "1",
        event_type: "t.x",
        source_system: "s",
        correlation_id: "r",
        status: "success",
        created_at: at(0),
      },
    ]);
    equal((await rowsOf(rehearsal, "event_log", "event_id")).length, 0);
    await warehouse.merge("raw_objects", [rawRow("a", 1)]);
    deepStrictEqual(await rowsOf(rehearsal, "raw_objects"), await rowsOf(warehouse, "raw_objects"));
    await warehouse.close();
  },
};
