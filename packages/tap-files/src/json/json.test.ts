import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStream } from "@lorchestra/tap-kit";
import { collect } from "@lorchestra/tap-kit/testing";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tap } from "../tap.ts";
import { ElementSplitter } from "./element-splitter.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tap-files-"));
});
afterEach(() => rm(root, { recursive: true }));

const put = (name: string, content: string | Uint8Array): Promise<void> =>
  writeFile(join(root, name), content);
const read = (name: "jsonl" | "json", config = {}, state?: Parameters<typeof collect>[1]) =>
  collect(openStream(tap, name, { path: `data.${name}`, id_property: "id", ...config }), { root, ...state });

describe("jsonl", () => {
  test("an object a line; what is none is a problem with its line", async () => {
    await put(
      "data.jsonl",
      '\ufeff{"id":1}\r\n\n{"id":\n[1]\nnull\n{"id":1e400}\n  \n{"id":9007199254740993}',
    );
    const { records, problems } = await read("jsonl");
    expect(records).toEqual([{ id: 1 }, { id: "9007199254740993" }]);
    expect(problems.map(({ reason, detail }) => [reason, detail])).toEqual([
      ["json_syntax", "data.jsonl, line 3"],
      ["not_an_object", "data.jsonl, line 4"],
      ["not_an_object", "data.jsonl, line 5"],
      ["json_number", "data.jsonl, line 6"],
    ]);
  });

  test("hostile keys and bytes", async () => {
    await put(
      "data.jsonl",
      Buffer.concat([
        Buffer.from('{"__proto__":{"x":1},"id":"a\\u0000"}\n{"id":"'),
        Buffer.from([0xff]),
        Buffer.from('"}\n'),
      ]),
    );
    const { records, problems } = await read("jsonl");
    expect(Object.keys(records[0] ?? {})).toEqual(["__proto__", "id"]);
    expect(problems).toMatchObject([{ reason: "not_utf8", detail: "data.jsonl, line 2" }]);
  });

  test("a line of 50 MB costs bounded memory and is a problem, the next comes", async () => {
    await put("data.jsonl", `{"id":"${"x".repeat(50_000_000)}"}\n{"id":2}\n`);
    const { records, problems } = await read("jsonl", { max_record_bytes: 100_000 });
    expect(records).toEqual([{ id: 2 }]);
    expect(problems).toMatchObject([{ reason: "line_too_large", detail: "data.jsonl, line 1" }]);
  });

  test("without id_property a content hash is added, the same for the same content", async () => {
    await put("data.jsonl", '{"a":1,"b":2}\n{"b":2.0, "a":1}\n{"a":"\\ud800"}\n{"_id":7}\n{}\n');
    const { records, problems } = await read("jsonl", { id_property: undefined });
    const same = "sha256:43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777";
    const empty = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    expect(records).toEqual([{ a: 1, b: 2, _id: same }, { a: 1, b: 2, _id: same }, { _id: empty }]);
    expect(problems.map(({ reason }) => reason)).toEqual(["lone_surrogate", "has_id_set_id_property"]);
  });

  test("10,000 levels deep", async () => {
    await put("data.jsonl", `{"id":1,"deep":${"[".repeat(10_000)}${"]".repeat(10_000)}}\n`);
    expect((await read("jsonl")).records).toHaveLength(1);
    expect((await read("jsonl", { id_property: undefined })).records).toHaveLength(1);
  });

  test("what is added to a file is read from there; a half line waits to be whole", async () => {
    await put("data.jsonl", '{"id":1}\n{"id":2');
    const first = await read("jsonl");
    expect(first.records).toEqual([{ id: 1 }]);
    await appendFile(join(root, "data.jsonl"), '2}\n{"id":3}\nx\n');
    const second = await read("jsonl", {}, { state: first.state });
    expect(second.records).toEqual([{ id: 22 }, { id: 3 }]);
    expect(second.problems).toMatchObject([{ detail: "data.jsonl, line 3 after byte 9" }]);
  });
});

describe("json", () => {
  test.each([
    ['\ufeff [ {"id":1} , {"id":"],["} ]\n', [{ id: 1 }, { id: "],[" }], []],
    ['{"id":1,"list":[1,2]}', [{ id: 1, list: [1, 2] }], []],
    ["[]", [], []],
    ['[{"id":1},]', [{ id: 1 }], []],
    ["", [], ["empty_file"]],
    ["7", [], ["not_an_object"]],
    ["nonsense", [], ["json_syntax"]],
    ['[{"id":1},{"id":2', [{ id: 1 }], ["truncated"]],
    [
      '[{"id":1},,{"id" 2},[3],{"id":4}]',
      [{ id: 1 }, { id: 4 }],
      ["json_syntax", "json_syntax", "not_an_object"],
    ],
    ['[{"id":1}] [2]', [{ id: 1 }], ["text_after_end"]],
    ['[{"id":"\\\\"},{"id":"\\""}]', [{ id: "\\" }, { id: '"' }], []],
  ])("%s", async (content, expected, reasons) => {
    await put("data.json", content);
    const { records, problems } = await read("json");
    expect(records).toEqual(expected);
    expect(problems.map(({ reason }) => reason)).toEqual(reasons);
  });

  test("an element over the limit is a problem, the next comes", async () => {
    await put("data.json", `[{"id":"${"x".repeat(300_000)}"},{"id":2}]`);
    const { records, problems } = await read("json", { max_record_bytes: 1024 });
    expect(records).toEqual([{ id: 2 }]);
    expect(problems).toMatchObject([{ reason: "element_too_large", detail: "data.json, element 1" }]);
  });

  test("a changed file is read whole, an unchanged one not", async () => {
    await put("data.json", '[{"id":1}]');
    const { state } = await read("json");
    expect((await read("json", {}, { state })).records).toEqual([]);
    await put("data.json", '[{"id":1},{"id":2}]');
    expect((await read("json", {}, { state })).records).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test("elements are those of JSON.parse, however the bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(0, 2),
        (values, cut, indent) => {
          const bytes = Buffer.from(JSON.stringify(values, null, indent));
          const splitter = new ElementSplitter(1_000_000);
          const out: unknown[] = [];
          for (let at = 0; at < bytes.length; at += cut) {
            for (const element of splitter.push(bytes.subarray(at, at + cut)))
              out.push(JSON.parse(String(element.bytes)));
          }
          expect([...out, ...splitter.end()]).toEqual(JSON.parse(bytes.toString()));
          expect(splitter.flaw).toBeUndefined();
        },
      ),
    );
  });
});
