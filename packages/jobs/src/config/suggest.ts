import { distance } from "fastest-levenshtein";

const MAX_LENGTH = 100;

/** The names most like `name`, nearest first, at most three; empty when none is near enough to be what was meant. */
export function nearNames(name: string, known: Iterable<string>): string[] {
  const wanted = name.slice(0, MAX_LENGTH).toLowerCase();
  // Two letters that changed places are two edits.
  const limit = wanted.length < 3 ? 1 : Math.max(2, Math.floor(wanted.length / 3));
  return [...known]
    .map((candidate) => ({ candidate, far: distance(wanted, candidate.slice(0, MAX_LENGTH).toLowerCase()) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** `; did you mean "limit"?`, or the known names when nothing is near and they are few, or nothing. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const names = [...known];
  const near = nearNames(name, names);
  if (near.length > 0) return `; did you mean ${near.map((each) => `"${each}"`).join(" or ")}?`;
  return names.length > 0 && names.length <= 12 ? `; known: ${names.join(", ")}` : "";
}
