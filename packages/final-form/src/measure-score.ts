import type { Diagnostic } from "./diagnostic.ts";
import type { MissingReason } from "./read-answer.ts";

/** One item of a scored measure. */
export interface ItemScore {
  readonly itemId: string;
  /** 1-based, as in the measure. */
  readonly position: number;
  /** What the answer is worth in its response map; null when there is no usable answer. */
  readonly value: number | null;
  /** What counts in scales: `value`, reversed where the item is. */
  readonly score: number | null;
  readonly missingReason: MissingReason | null;
  /** The answer as given. */
  readonly rawAnswer: string | null;
}

/** One scale of a scored measure. */
export interface ScaleScore {
  readonly measureId: string;
  readonly measureVersion: string;
  readonly scaleId: string;
  /** A whole number; null when it cannot be scored. */
  readonly value: number | null;
  /** The score before rounding, when it was prorated. */
  readonly unrounded: number | null;
  readonly prorated: boolean;
  readonly itemsAnswered: number;
  readonly itemsTotal: number;
  /** The band of the value. */
  readonly label: string | null;
  readonly severity: string | null;
  /** `unusable_answer`: one of its items was answered, but not so that it can be read. */
  readonly missingReason: "too_many_missing" | "unusable_answer" | null;
  /** The items that it came from, with their raw answers. */
  readonly items: readonly ItemScore[];
}

/** A raised flag. */
export interface Flag {
  readonly flagId: string;
  readonly itemId: string;
}

/** A measure scored for one set of answers. */
export interface MeasureScore {
  readonly measureId: string;
  readonly measureVersion: string;
  /** By position. */
  readonly items: readonly ItemScore[];
  /** In the measure's order. */
  readonly scales: readonly ScaleScore[];
  /** Raised flags. */
  readonly flags: readonly Flag[];
  /** Items with a usable answer. */
  readonly itemsAnswered: number;
  readonly itemsTotal: number;
  /** `itemsAnswered / itemsTotal`, 0..1. */
  readonly completeness: number;
  /** What was missing, unknown or out of range. */
  readonly diagnostics: readonly Diagnostic[];
}
