/** How many records may be quarantined before a run says that it was too many: a number, or a share like `5%`. */
export type Allowance = number | string;

/**
 * Whether so many quarantined records of so many are past the allowance.
 *
 * @example
 * isPast("5%", { in: 100, quarantined: 6 }); // true
 */
export function isPast(
  allowance: Allowance,
  counts: { readonly in: number; readonly quarantined: number },
): boolean {
  if (typeof allowance === "number") return counts.quarantined > allowance;
  return counts.quarantined * 100 > counts.in * Number.parseFloat(allowance);
}
