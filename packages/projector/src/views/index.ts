import { projScores } from "./proj-scores.ts";
import type { Projection } from "./projection.ts";

/** All views that the projector knows, by name. */
export const projections: ReadonlyMap<string, Projection> = new Map(
  [projScores].map((projection) => [projection.name, projection]),
);
