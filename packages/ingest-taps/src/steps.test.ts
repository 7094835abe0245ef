import fc from "fast-check";
import { expect, test } from "vitest";
import type { DataMessage } from "./batches.ts";
import { steps } from "./steps.ts";

const keyOf = (record: { readonly [key: string]: unknown }): string | undefined =>
  typeof record.id === "string" ? record.id : undefined;
const record = (id: string | null, v = 0): DataMessage => ({ type: "record", record: { id, v } });
const deletion = (id: string | null): DataMessage => ({ type: "delete", key: { id } });

test("one step is enough unless a record follows its own deletion", () => {
  expect(steps([record("a"), deletion("a"), record("b"), record(null), deletion("c")], keyOf)).toEqual([
    {
      records: [
        { id: "a", v: 0 },
        { id: "b", v: 0 },
        { id: null, v: 0 },
      ],
      deletes: ["a", "c"],
      problems: [],
    },
  ]);
  expect(steps([deletion("a"), record("b"), record("a"), deletion(null)], keyOf)).toEqual([
    { records: [{ id: "b", v: 0 }], deletes: ["a"], problems: [] },
    {
      records: [{ id: "a", v: 0 }],
      deletes: [],
      problems: [{ type: "problem", reason: "delete_without_key" }],
    },
  ]);
});

test("doing the steps is doing the messages one by one", () => {
  const message = fc.record({ key: fc.constantFrom("a", "b", "c"), kind: fc.boolean(), v: fc.nat(9) });
  fc.assert(
    fc.property(fc.array(message), (script) => {
      const messages = script.map(({ key, kind, v }) => (kind ? record(key, v) : deletion(key)));
      const one = new Map<string, unknown>();
      for (const { key, kind, v } of script) {
        if (kind) one.set(key, v);
        else if (one.has(key)) one.set(key, "deleted");
      }
      const many = new Map<string, unknown>();
      for (const step of steps(messages, keyOf)) {
        for (const { id, v } of step.records) many.set(String(id), v);
        for (const key of step.deletes) if (many.has(key)) many.set(key, "deleted");
      }
      expect(many).toEqual(one);
    }),
  );
});
