import { deepStrictEqual, equal, rejects } from "node:assert/strict";
import type { ViewDefinition } from "../warehouse.ts";
import { collect, rawRow, rowsOf } from "./rows.ts";
import type { ConformanceTest } from "./test-warehouse.ts";

function view(wanted: string): ViewDefinition {
  return {
    name: "people",
    description: "For the suite.",
    columns: {
      id: { type: "string", description: "Key." },
      name: { type: "string", description: "Text." },
      age: { type: "float", description: "Number." },
      list: { type: "string", description: "JSON text." },
      day: { type: "string", description: "Date." },
      one: { type: "string", description: "Text of a number." },
    },
    key: ["id"],
    select: (sql, dialect) => sql`SELECT idem_key AS id,
      ${dialect.jsonText(sql`payload`, ["who", "name"])} AS name,
      ${dialect.jsonNumber(sql`payload`, ["who", "age"])} AS age,
      ${dialect.jsonValue(sql`payload`, ["list"])} AS list,
      ${dialect.dateText(sql`first_seen`)} AS day,
      ${dialect.text(sql`${1}`)} AS one
      FROM ${sql.table("raw_objects")} WHERE object_type = ${wanted}`,
  };
}

/** What createView and the dialect do. */
export const viewTests: { readonly [name: string]: ConformanceTest } = {
  "a view is made, kept and replaced, and says which": async (store) => {
    const warehouse = await store.open();
    equal(await warehouse.createView(view("it's"), { checkOnly: true }), true);
    equal(await warehouse.createView(view("it's")), true);
    equal(await warehouse.createView(view("it's")), false);
    equal(await warehouse.createView(view("other")), true);
    await rejects(warehouse.createView({ ...view("x"), name: "raw_objects" }), /table/);
    await warehouse.close();
  },

  "a view reads JSON in the dialect's words": async (store) => {
    const warehouse = await store.open();
    await warehouse.createView(view("it's"));
    const payloads = [
      { who: { name: 'A "b"', age: 40 }, list: [1, { x: 2 }] },
      { who: { name: 12, age: "40" }, list: "text" },
      { who: { name: true, age: null } },
      { who: { name: { first: "x" } }, list: null },
      [1, 2],
    ];
    await warehouse.merge(
      "raw_objects",
      payloads.map((payload, index) => rawRow(`k${index}`, 1, 0, { payload, object_type: "it's" })),
    );
    const rows = await rowsOf(warehouse, "people", "id");
    deepStrictEqual(
      rows.map(({ name, age, list }) => [name, age, typeof list === "string" ? JSON.parse(list) : list]),
      [
        ['A "b"', 40, [1, { x: 2 }]],
        ["12", null, null],
        ["true", null, null],
        [null, null, null],
        [null, null, null],
      ],
    );
    deepStrictEqual([rows[0]?.day, rows[0]?.one], ["2024-01-01", "1"]);
    await warehouse.close();
  },

  "isolation has views of its own": async (store) => {
    const real = await store.open();
    const test = await store.open({ isolation: "test" });
    await real.createView(view("o"));
    equal(await test.createView(view("o")), true);
    await real.merge("raw_objects", [rawRow("real", 1)]);
    await test.merge("raw_objects", [rawRow("twin", 1)]);
    deepStrictEqual(
      (await rowsOf(test, "people", "id")).map((row) => row.id),
      ["twin"],
    );
    const { rows } = await test.readOnly("SELECT id FROM people");
    deepStrictEqual(await collect(rows), [{ id: "twin" }]);
    deepStrictEqual(
      (await rowsOf(real, "people", "id")).map((row) => row.id),
      ["real"],
    );
    await test.close();
    await real.close();
  },
};
