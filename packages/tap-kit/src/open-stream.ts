import { Ajv, type ErrorObject } from "ajv";
import ajvFormats from "ajv-formats";
import { closest, distance } from "fastest-levenshtein";
import { TapConfigError, type TapConfigProblem, UnknownStreamError } from "./errors.ts";
import type { JsonObject, Stream, Tap } from "./stream.ts";

/**
 * Checks a configuration against the tap's schema (defaults applied, on a copy) and opens one of its streams.
 * Nothing is connected.
 *
 * @throws TapConfigError naming the dotted path of everything that is wrong, never a value
 * @throws UnknownStreamError naming the streams that there are
 *
 * @example
 * const stream = openStream(tap, "mbox", { path: "exports/mail.mbox" });
 * for await (const message of stream.read(context)) ...
 */
export function openStream(tap: Tap, streamName: string, config: JsonObject): Stream {
  const streams = tap.streams(checkConfig(tap, config));
  const stream = streams.find(({ name }) => name === streamName);
  if (stream !== undefined) return stream;
  const names = streams.map(({ name }) => name);
  throw new UnknownStreamError(
    `Tap ${tap.name} has no stream ${JSON.stringify(streamName)}${didYouMean(streamName, names)} Its streams: ${names.join(", ") || "none"}.`,
  );
}

/** The configuration with the schema's defaults. Throws a {@link TapConfigError}. */
export function checkConfig(tap: Tap, config: unknown): unknown {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false, ownProperties: true });
  ajvFormats.default(ajv);
  const copy: unknown = structuredClone(config);
  const check = ajv.compile(tap.configSchema);
  if (check(copy)) return copy;
  const known = knownProperties(tap.configSchema);
  throw new TapConfigError(tap.name, dedupe((check.errors ?? []).map((error) => problemOf(error, known))));
}

function problemOf(error: ErrorObject, known: readonly string[]): TapConfigProblem {
  const path = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const { missingProperty, additionalProperty, allowedValues } = error.params;
  if (error.keyword === "required" && typeof missingProperty === "string") {
    return { path: [...path, missingProperty].join("."), message: "is missing" };
  }
  if (error.keyword === "additionalProperties" && typeof additionalProperty === "string") {
    const hint = didYouMean(additionalProperty, known);
    return { path: [...path, additionalProperty].join("."), message: `is not a setting${hint}` };
  }
  if (error.keyword === "enum" && Array.isArray(allowedValues)) {
    return { path: path.join("."), message: `must be one of ${allowedValues.map(String).join(", ")}` };
  }
  return { path: path.join("."), message: error.message ?? "is not valid" };
}

function knownProperties(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null || !("properties" in schema)) return [];
  return Object.keys(schema.properties ?? {});
}

function dedupe(problems: readonly TapConfigProblem[]): TapConfigProblem[] {
  return [...new Map(problems.map((one) => [`${one.path}\n${one.message}`, one])).values()];
}

function didYouMean(word: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const near = closest(word, names);
  return distance(word, near) <= Math.max(2, Math.floor(word.length / 3)) ? ` (did you mean ${near}?)` : "";
}
