import { type JsonObject, ownProperty, type ReadContext } from "@lorchestra/tap-kit";

/** From when to when (not included) objects are wanted, by `created`, in seconds since 1970. Missing is without end. */
export interface Bounds {
  readonly since?: number;
  readonly until?: number;
}

/** The bounds of a read. A part of a second counts up: `created` has whole ones. */
export function boundsOf({ since, until }: Pick<ReadContext, "since" | "until">): Bounds {
  return {
    ...(since === undefined ? {} : { since: Math.ceil(since.getTime() / 1000) }),
    ...(until === undefined ? {} : { until: Math.ceil(until.getTime() / 1000) }),
  };
}

/** Whether everything within `inner` lies within `outer`. */
export function contains(outer: Bounds, inner: Bounds): boolean {
  const fromStart = outer.since === undefined || (inner.since !== undefined && inner.since >= outer.since);
  const toEnd = outer.until === undefined || (inner.until !== undefined && inner.until <= outer.until);
  return fromStart && toEnd;
}

/** When an object was made, in seconds; undefined when it does not say. */
export function createdOf(record: JsonObject): number | undefined {
  const created = ownProperty(record, "created");
  return typeof created === "number" ? created : undefined;
}

/** Whether an object is within the bounds. One without a date is: better once too often than lost. */
export function isWithin({ since, until }: Bounds, record: JsonObject): boolean {
  const created = createdOf(record);
  if (created === undefined) return true;
  return (since === undefined || created >= since) && (until === undefined || created < until);
}
