import type { Measure } from "../measure.ts";
import gad7Version1 from "./gad7/1.0.0.json" with { type: "json" };
import phq9Version1 from "./phq9/1.0.0.json" with { type: "json" };

function frozen<T extends object>(value: T): T {
  const parts: readonly unknown[] = Object.values(value);
  for (const part of parts) if (typeof part === "object" && part !== null) frozen(part);
  return Object.freeze(value);
}

/** Patient Health Questionnaire-9: depression, 0-27, with the flag `self_harm_ideation`. */
export const phq9: Measure = frozen(phq9Version1);

/** Generalized Anxiety Disorder-7: anxiety, 0-21. */
export const gad7: Measure = frozen(gad7Version1);

/** All measures that ship with this package, every version of each, frozen. */
export const measures: readonly Measure[] = Object.freeze([phq9, gad7]);
