/** A version as three numbers: `[1, 10, 0]`. Of a schema: model, revision, addition. */
export type Version = readonly [number, number, number];

const pattern = /^(0|[1-9]\d{0,8})([.-])(0|[1-9]\d{0,8})\2(0|[1-9]\d{0,8})$/;

/** Reads `1.0.0` or `1-0-0`; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const match = pattern.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[3]), Number(match[4])];
}

/** Below 0 when `a` is the older one. Numbers, not text: 1.10.0 comes after 1.9.0. */
export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
