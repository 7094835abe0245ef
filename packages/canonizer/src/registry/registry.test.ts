import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { transformHash } from "../../scripts/source-hash.ts";
import { InvalidEntryError, UnknownSchemaError, UnknownTransformError } from "../errors.ts";
import { validatorOf } from "../validator.ts";
import { parseSchemaEntry, parseTransformMeta, type TransformEntry } from "./entries.ts";
import { createRegistry } from "./registry.ts";

const source = resolve(import.meta.dirname, "..");
const registry = createRegistry();

const schema = (name: string, version: string, rules: object = {}) =>
  parseSchemaEntry({ self: { vendor: "com.example", name, format: "jsonschema", version }, ...rules });

const transform = (
  version: string,
  load: TransformEntry["load"] = async () => () => null,
): TransformEntry => ({
  meta: parseTransformMeta({
    ref: `things/thing_to_canonical@${version}`,
    version,
    engine: "jsonata",
    from_schema: "iglu:com.example/thing/jsonschema/1.0.0",
    to_schema: "iglu:com.example/thing/jsonschema/1-0-0",
    status: "draft",
    description: "A test.",
    sha256: "0".repeat(64),
  }),
  load,
});

describe("the built-in registry", () => {
  test("holds these transforms", () => {
    expect(registry.transforms().map(({ meta }) => meta.ref)).toEqual([
      "customer/stripe_to_canonical@1.0.0",
      "email/rfc822_to_jmap_lite@1.0.0",
      "forms/google_forms_to_canonical@1.0.0",
      "invoice/stripe_to_canonical@1.0.0",
      "payment/stripe_to_canonical@1.0.0",
      "refund/stripe_to_canonical@1.0.0",
    ]);
  });

  test("holds every transform and schema of the source folders, each at the place that its reference says", () => {
    const transforms = globSync("transforms/*/*/*/meta.json", { cwd: source });
    const schemas = globSync("schemas/*/*/jsonschema/*.json", { cwd: source });
    expect(transforms).toHaveLength(registry.transforms().length);
    expect(schemas).toHaveLength(registry.schemas().length);
    for (const file of transforms) {
      const meta = parseTransformMeta(JSON.parse(readFileSync(join(source, file), "utf8")));
      expect(registry.transform(meta.ref).meta).toEqual(meta);
      expect(dirname(file)).toBe(`transforms/${meta.ref.replace("@", "/")}`);
      expect(existsSync(join(source, dirname(file), "transform.ts"))).toBe(true);
    }
    for (const file of schemas) {
      const { ref, schema: content } = parseSchemaEntry(JSON.parse(readFileSync(join(source, file), "utf8")));
      expect(registry.schema(ref).schema).toEqual(content);
      expect(file.replace(/\.json$/, "")).toBe(ref.replace("iglu:", "schemas/"));
    }
  });

  test("has current hashes (scripts/lock.ts writes them)", () => {
    for (const { meta } of registry.transforms()) {
      const folder = join(source, "transforms", meta.ref.replace("@", "/"));
      expect(meta.sha256, meta.ref).toBe(transformHash(folder, [meta.from_schema, meta.to_schema]));
    }
  });

  test("has schemas that compile strictly", async () => {
    for (const entry of registry.schemas()) await expect(validatorOf(entry)).resolves.toBeTypeOf("function");
  });

  test("finds by either spelling", () => {
    expect(registry.transform("refund/stripe_to_canonical@1-0-0").meta.ref).toBe(
      "refund/stripe_to_canonical@1.0.0",
    );
    expect(registry.schema("iglu:com.stripe/refund/jsonschema/1.0.0").ref).toBe(
      "iglu:com.stripe/refund/jsonschema/1-0-0",
    );
  });

  test("names what is near, and nothing when nothing is", () => {
    expect(() => registry.transform("email/rfc822_to_jmap_light@1.0.0")).toThrow(
      new UnknownTransformError("email/rfc822_to_jmap_light@1.0.0", ["email/rfc822_to_jmap_lite@1.0.0"]),
    );
    expect(() => registry.schema("iglu:org.canonical/form_responses/jsonschema/1-0-0")).toThrow(
      /did you mean iglu:org\.canonical\/form_response\/jsonschema\/1-0-0/,
    );
    expect(() => registry.schema("iglu:org.zzz/q/jsonschema/9-9-9")).toThrow(UnknownSchemaError);
    expect(() => registry.transform("qqqq/zzzzzzzzzzzzzzzzzzzzzz@9.9.9")).toThrow(
      /^there is no transform "qqqq\/z+@9\.9\.9"$/,
    );
  });
});

describe("a project's own entries", () => {
  test("stand beside the built-in ones, versions in order of their numbers", () => {
    const own = createRegistry({
      transforms: [transform("1.10.0"), transform("1.9.0")],
      schemas: [schema("thing", "1-0-0")],
    });
    const refs = own.transforms().map(({ meta }) => meta.ref);
    expect(refs.slice(-2)).toEqual(["things/thing_to_canonical@1.9.0", "things/thing_to_canonical@1.10.0"]);
    expect(own.transform("things/thing_to_canonical@1-10-0").meta.version).toBe("1.10.0");
  });

  test("never replace an entry", () => {
    const twice = { schemas: [schema("thing", "1-0-0"), schema("thing", "1-0-0")] };
    expect(() => createRegistry(twice)).toThrow(InvalidEntryError);
    const builtIn = registry.schemas().slice(0, 1);
    expect(() => createRegistry({ schemas: builtIn })).toThrow(/is in the registry twice/);
  });

  test("must have their schemas", () => {
    expect(() => createRegistry({ transforms: [transform("1.0.0")] })).toThrow(
      /its schema iglu:com\.example\/thing\/jsonschema\/1-0-0 is not in the registry/,
    );
  });

  test.each([
    [{ ref: "a/b@1.0.0", version: "1.0.1" }, /version is not the one in its ref/],
    [{ engine: "python" }, /engine should be module or jsonata/],
    [{ status: "new" }, /status should be/],
    [{ sha256: "abc" }, /sha256 should be 64 hex digits/],
    [{ from_schema: "thing" }, /is not a reference/],
    [{ description: 3 }, /description should be a text/],
  ])("with a broken meta.json are refused: %j", (change, message) => {
    const good = { ...transform("1.0.0").meta };
    expect(() => parseTransformMeta({ ...good, ...change })).toThrow(message);
  });

  test.each([null, [], "x", {}, { self: null }])(
    "that are no self-describing schema are refused: %j",
    (content) => {
      expect(() => parseSchemaEntry(content)).toThrow(InvalidEntryError);
    },
  );

  test("with Iglu's own $schema and with one $id for two versions compile", async () => {
    const rules = {
      $schema: "http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/schema/jsonschema/1-0-0#",
      $id: "https://example.com/thing",
      type: "object",
    };
    for (const version of ["1-0-0", "1-0-1"]) {
      const check = await validatorOf(schema("thing", version, rules));
      expect(check([])).toEqual([{ instancePath: "", keyword: "type", message: "must be object" }]);
    }
  });

  test("with a misspelt keyword are refused by name", async () => {
    await expect(validatorOf(schema("thing", "1-0-0", { requird: ["a"] }))).rejects.toThrow(
      /iglu:com\.example\/thing\/jsonschema\/1-0-0: is no valid JSON Schema .*requird/,
    );
  });
});
