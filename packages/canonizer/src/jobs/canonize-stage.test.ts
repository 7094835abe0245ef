import { afterEach, beforeEach, expect, test } from "vitest";
import { type RawWarehouse, rawWarehouse } from "../../testing/raw-warehouse.ts";
import type { JsonObject } from "../json.ts";
import { parseSchemaEntry, parseTransformMeta, type Transform } from "../registry/entries.ts";
import { createRegistry } from "../registry/registry.ts";
import { canonizeStage } from "./canonize-stage.ts";
import type { FullTransform } from "./config.ts";

const schema = parseSchemaEntry({
  self: { vendor: "com.example", name: "thing", format: "jsonschema", version: "1-0-0" },
  type: "object",
});

function registryOf(version: string, sha256: string, transform: Transform) {
  const meta = parseTransformMeta({
    ref: `things/thing_to_thing@${version}`,
    version,
    engine: "module",
    from_schema: schema.ref,
    to_schema: schema.ref,
    status: "stable",
    description: "A test.",
    sha256: sha256.repeat(64),
  });
  return createRegistry({ transforms: [{ meta, load: async () => transform }], schemas: [schema] });
}

let raw: RawWarehouse;
beforeEach(async () => {
  raw = await rawWarehouse();
});
afterEach(() => raw.close());

async function run(version: string, sha256: string, transform: Transform) {
  const full: FullTransform = {
    mode: "full",
    transform_ref: `things/thing_to_thing@${version}`,
    schema_out: schema.ref,
  };
  const source = { source_system: "stripe", object_type: "refund" };
  const report = await raw.within({ source, transform: { ...full } }, (context) =>
    canonizeStage(context, full, registryOf(version, sha256, transform)),
  );
  return report.counts;
}

const copy = (raw: JsonObject) => ({ ...raw });
const thing = (id: string, payload: JsonObject) => ({ id, payload });

test("what gives no object any more loses the one it had", async () => {
  await raw.put(thing("a", { n: 1 }), thing("b", { n: 2 }));
  expect(await run("1.0.0", "0", copy)).toMatchObject({ in: 2, inserted: 2, removed: 0 });
  await raw.put(thing("a", { n: 3 }), thing("b", { n: 4 }));
  expect(await run("1.0.0", "0", (record) => (record.n === 3 ? null : copy(record)))).toMatchObject({
    in: 2,
    updated: 1,
    skipped: 1,
    removed: 1,
  });
  expect(await raw.rows("canonical_objects")).toMatchObject([{ payload: { n: 4 } }]);
  expect(await raw.rows("record_outcomes")).toMatchObject([
    { outcome: "skipped", reason_code: "no_output" },
    { outcome: "ok", reason_code: null },
  ]);
});

test("a new version, and the same version with another hash, do everything again by themselves", async () => {
  await raw.put(thing("a", { n: 1 }), thing("b", { n: 2 }));
  await run("1.0.0", "0", copy);
  expect(await run("1.0.0", "0", copy)).toMatchObject({ in: 0 });
  expect(await run("1.0.1", "0", (record) => ({ ...record, v: 1 }))).toMatchObject({ in: 2, updated: 2 });
  expect(await run("1.0.1", "f", (record) => ({ ...record, v: 2 }))).toMatchObject({ in: 2, updated: 2 });
  expect(await raw.rows("canonical_objects")).toMatchObject([
    { transform_ref: "things/thing_to_thing@1.0.1", transform_hash: "f".repeat(64), payload: { n: 1, v: 2 } },
    { payload: { n: 2, v: 2 } },
  ]);
  expect(await raw.rows("record_outcomes")).toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
});

test("a transform that can't be loaded ends the run: no record is to blame", async () => {
  await raw.put(thing("a", { n: 1 }));
  const broken = createRegistry({
    transforms: [
      {
        meta: registryOf("1.0.0", "0", copy).transform("things/thing_to_thing@1.0.0").meta,
        load: () => Promise.reject(new Error("no module")),
      },
    ],
    schemas: [schema],
  });
  const full: FullTransform = {
    mode: "full",
    transform_ref: "things/thing_to_thing@1.0.0",
    schema_out: schema.ref,
  };
  const work = raw.within(
    { source: { source_system: "stripe", object_type: "refund" }, transform: { ...full } },
    (context) => canonizeStage(context, full, broken),
  );
  await expect(work).rejects.toThrow("no module");
  expect(await raw.rows("record_outcomes")).toEqual([]);
});
