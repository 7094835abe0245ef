import { expect, test } from "vitest";
import { parseSingerMessage } from "./singer-message.ts";

test.each([
  [
    '{"type":"SCHEMA","stream":"a","schema":{},"key_properties":["id"]}',
    { type: "SCHEMA", stream: "a", keyProperties: ["id"] },
  ],
  ['{"type":"SCHEMA","stream":"a","schema":{}}', { type: "SCHEMA", stream: "a", keyProperties: [] }],
  [
    '{"type":"RECORD","stream":"a","record":{"id":9007199254740993}}',
    { type: "RECORD", stream: "a", record: { id: "9007199254740993" } },
  ],
  ['{"type":"STATE","value":null}', { type: "STATE", value: null }],
  ['{"type":"ACTIVATE_VERSION","stream":"a","version":1}', { type: "ACTIVATE_VERSION", stream: "a" }],
])("%s", (line, message) => {
  expect(parseSingerMessage(line, 1)).toEqual(message);
});

test.each([
  "",
  "[]",
  "secret",
  '{"type":"RECORD","stream":"a","record":[]}',
  '{"type":"RECORD","record":{}}',
  '{"type":"STATE"}',
  '{"type":"SCHEMA","stream":"a","key_properties":"id"}',
  '{"type":"secret"}',
  '{"__proto__":{"type":"STATE","value":1}}',
])("%s is refused, without being quoted", (line) => {
  expect(() => parseSingerMessage(line, 7)).toThrow(expect.objectContaining({ code: "singer_message" }));
  expect(() => parseSingerMessage(line, 7)).not.toThrow(/secret/);
});
