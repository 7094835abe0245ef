// Run by a test in a small heap: writes large payloads and reads them as inputs that are due. Arguments: path, number.
import { recordIdemKey } from "@lorchestra/idem-keys";
import { createOutcomes, type JsonObject, openWarehouse } from "@lorchestra/warehouse";
import { upsertObjects } from "../upsert-objects.ts";

const [path = "", count = "0"] = process.argv.slice(2);
const client = await openWarehouse({ driver: "sqlite", path });

function* objects(): Generator<JsonObject> {
  for (let index = 0; index < Number(count); index++)
    yield { id: index, text: String.fromCharCode(97 + (index % 26)).repeat(10_000_000) };
}

const counts = await upsertObjects({
  client,
  objects: objects(),
  sourceSystem: "s",
  objectType: "o",
  correlationId: "r",
  idemKeyFn: recordIdemKey({ sourceSystem: "s", objectType: "o", keyProperties: ["id"] }),
});
let due = 0;
let characters = 0;
const outcomes = createOutcomes(client, { correlationId: "r", now: () => new Date() });
for await (const input of outcomes.due({
  stage: "canonize",
  output: "x",
  processor: "p",
  input: { table: "raw_objects", where: { source_system: "s", object_type: "o" } },
})) {
  due++;
  const payload = Object(input.row.payload);
  characters += String(payload.text).length;
}
await client.close();
process.stdout.write(JSON.stringify({ ...counts, due, characters }));
