import { createRequire } from "node:module";
import type { Liquid } from "liquidjs";
import { RenderError } from "../errors.ts";

const load = createRequire(import.meta.url);
let engine: Liquid | undefined;

/** Longest template, in characters. */
export const TEMPLATE_LIMIT = 200_000;

/**
 * The Liquid engine, loaded at its first use: most templates need `{name}` only. It reads no files, sees own
 * properties only, knows UTC only, and stops a template after 2 s or about 100 MB of intermediate values.
 */
export function liquidEngine(): Liquid {
  engine ??= create();
  return engine;
}

function create(): Liquid {
  // Loaded synchronously, because a job's validateConfig is synchronous.
  const liquidjs: typeof import("liquidjs") = load("liquidjs");
  const liquid = new liquidjs.Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    templates: {},
    timezoneOffset: 0,
    parseLimit: TEMPLATE_LIMIT * 2,
    renderLimit: 2_000,
    memoryLimit: 100_000_000,
  });
  // A template is one text: what would read another one is not there, so it is refused when the job is checked.
  for (const tag of ["include", "render", "layout", "block"]) delete liquid.tags[tag];
  liquid.registerFilter("from_json", fromJson);
  return liquid;
}

/** `{{ scores | from_json }}`: a JSON text (of `json_group_array`, or a JSON column of a view) as the value that it holds. */
function fromJson(text: unknown): unknown {
  if (text === null || text === undefined) return null;
  if (typeof text !== "string") throw new RenderError("from_json was given something that is not a text");
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote the record.
    throw new RenderError("from_json was given a text that is not JSON");
  }
}
