import { asObject, type Json, type JsonObject, ownProperty } from "@lorchestra/tap-kit";
import type { Bounds } from "./bounds.ts";

/** How far a stream was read. Times are Stripe's own, in seconds since 1970. */
export interface StripeState extends Bounds {
  /** Changes before this moment are out. */
  readonly cursor: number;
  /** `created` of the newest object seen. */
  readonly newest?: number;
  /** A full read was interrupted: objects made after this are out, those of this second may be. */
  readonly resume?: number;
}

const FIELDS = ["newest", "resume", "since", "until"] as const;

/** The state as JSON: `{"version": 1, "cursor": 1772470800, "newest": 1772000000}`. */
export function stateJson(state: StripeState): JsonObject {
  const optional = FIELDS.flatMap((field) => {
    const value = state[field];
    return value === undefined ? [] : [[field, value] as const];
  });
  return { version: 1, cursor: state.cursor, ...Object.fromEntries(optional) };
}

/** Reads a state; undefined for one that this version did not write: then everything is read again. */
export function parseState(json: Json | undefined): StripeState | undefined {
  const object = asObject(json);
  const cursor = ownProperty(object, "cursor");
  if (ownProperty(object, "version") !== 1 || !isSeconds(cursor)) return undefined;
  const optional: [string, number][] = [];
  for (const field of FIELDS) {
    const value = ownProperty(object, field);
    if (value === undefined) continue;
    if (!isSeconds(value)) return undefined;
    optional.push([field, value]);
  }
  return { cursor, ...Object.fromEntries(optional) };
}

function isSeconds(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}
