import { asObject, type Json, type JsonObject, ownProperty } from "@lorchestra/tap-kit";
import { sortableTime } from "./timestamp.ts";

/** How far a form was read. Times sort as text; see {@link sortableTime}. */
export interface FormsState {
  readonly formId: string;
  /** Responses submitted before this are out; undefined while the form has none. */
  readonly cursor?: string;
  /** Responses submitted before this were never asked for. */
  readonly since?: string;
}

/** The state as JSON: `{"version": 1, "form_id": "...", "cursor": "2026-03-02T17:00:00.000000000Z"}`. */
export function stateJson({ formId, cursor, since }: FormsState): JsonObject {
  return {
    version: 1,
    form_id: formId,
    ...(cursor === undefined ? {} : { cursor }),
    ...(since === undefined ? {} : { since }),
  };
}

/** Reads a state; undefined for one that this version did not write: then everything is read again. */
export function parseState(json: Json | undefined): FormsState | undefined {
  const object = asObject(json);
  const formId = ownProperty(object, "form_id");
  if (ownProperty(object, "version") !== 1 || typeof formId !== "string") return undefined;
  const times: [string, string][] = [];
  for (const field of ["cursor", "since"]) {
    const value = ownProperty(object, field);
    if (value === undefined) continue;
    const time = sortableTime(value);
    if (time === undefined) return undefined;
    times.push([field, time]);
  }
  return { formId, ...Object.fromEntries(times) };
}
