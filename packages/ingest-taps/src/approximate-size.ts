import type { Json } from "@lorchestra/tap-kit";

const mostNodes = 10_000;

/** About how many characters a value's JSON has. Looks at 10,000 values at most: enough to keep memory bounded. */
export function approximateSize(value: Json): number {
  const stack: Json[] = [value];
  let size = 0;
  for (let nodes = 0; nodes < mostNodes; nodes += 1) {
    const next = stack.pop();
    if (next === undefined) return size;
    size += typeof next === "string" ? next.length + 2 : 8;
    if (typeof next !== "object" || next === null) continue;
    const members = Object.values(next);
    size += members.length * 8;
    for (const member of members.slice(0, mostNodes)) stack.push(member);
  }
  return size;
}
