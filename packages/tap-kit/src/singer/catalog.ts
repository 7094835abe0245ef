import { asObject, isArray, ownProperty } from "../json-object.ts";
import type { Json, JsonObject, JsonSchema, Stream } from "../stream.ts";

/** What to read of one stream. */
export interface Selection {
  readonly stream: Stream;
  /** Top-level properties that are left out of its records. */
  readonly without: ReadonlySet<string>;
}

/** The catalog that `--discover` prints. */
export function catalogOf(streams: readonly Stream[]): JsonObject {
  return {
    streams: streams.map((stream) => ({
      tap_stream_id: stream.name,
      stream: stream.name,
      key_properties: [...stream.keyProperties],
      schema: singerSchema(stream, new Set()),
      metadata: [
        {
          breadcrumb: [],
          metadata: { inclusion: "available", "table-key-properties": [...stream.keyProperties] },
        },
        ...Object.keys(propertiesOf(stream.schema)).map((name) => ({
          breadcrumb: ["properties", name],
          metadata: { inclusion: stream.keyProperties.includes(name) ? "automatic" : "available" },
        })),
      ],
    })),
  };
}

/**
 * The streams that a catalog selects, in the tap's order; all of them without a catalog. A stream is selected by
 * `selected: true` on it or in its metadata with an empty breadcrumb.
 */
export function selectStreams(streams: readonly Stream[], catalog: JsonObject | undefined): Selection[] {
  if (catalog === undefined) return streams.map((stream) => ({ stream, without: new Set<string>() }));
  const entries = listOf(ownProperty(catalog, "streams"));
  return streams.flatMap((stream) => {
    const entry = entries.find(
      (one) => (ownProperty(one, "tap_stream_id") ?? ownProperty(one, "stream")) === stream.name,
    );
    if (entry === undefined || !isSelected(entry)) return [];
    return [{ stream, without: deselected(entry, stream) }];
  });
}

function isSelected(entry: Json): boolean {
  const own = metadataOf(entry, []);
  const schema = ownProperty(entry, "schema");
  const said = [
    ownProperty(own, "selected"),
    ownProperty(entry, "selected"),
    ownProperty(schema, "selected"),
  ];
  return said.find((value) => typeof value === "boolean") === true;
}

function deselected(entry: Json, stream: Stream): Set<string> {
  const names = Object.keys(propertiesOf(stream.schema));
  const out = names.filter(
    (name) => ownProperty(metadataOf(entry, ["properties", name]), "selected") === false,
  );
  return new Set(out.filter((name) => !stream.keyProperties.includes(name)));
}

function metadataOf(entry: Json, breadcrumb: readonly string[]): Json | undefined {
  const wanted = JSON.stringify(breadcrumb);
  const found = listOf(ownProperty(entry, "metadata")).find(
    (one) => JSON.stringify(ownProperty(one, "breadcrumb") ?? null) === wanted,
  );
  return ownProperty(found, "metadata");
}

function listOf(value: Json | undefined): readonly Json[] {
  return value !== undefined && isArray(value) ? value : [];
}

function propertiesOf(schema: JsonSchema): JsonObject {
  return (typeof schema === "object" && asObject(schema.properties)) || {};
}

/**
 * The schema as a Singer target gets it. A deleted record travels as its key and `_sdc_deleted_at`, so only the key
 * can be required.
 */
export function singerSchema(stream: Stream, without: ReadonlySet<string>): JsonObject {
  const { required: _, ...schema } = typeof stream.schema === "object" ? stream.schema : { type: "object" };
  const kept = Object.entries(propertiesOf(stream.schema)).filter(([name]) => !without.has(name));
  return {
    ...schema,
    properties: {
      ...Object.fromEntries(kept),
      _sdc_deleted_at: { type: ["null", "string"], format: "date-time" },
    },
    required: [...stream.keyProperties],
  };
}
