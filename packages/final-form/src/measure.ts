/**
 * A measure (a questionnaire with its key) as data, in the shape of its JSON file
 * `measures/<measure_id>/<version>.json`. A published version never changes: another key or band is another version.
 */
export interface Measure {
  /** For example `phq9`. */
  readonly measure_id: string;
  /** `1.0.0`. */
  readonly version: string;
  readonly title: string;
  /** What it asks before its items. */
  readonly stem?: string;
  readonly provenance: Provenance;
  readonly licence: Licence;
  /** LOINC code of the panel. */
  readonly loinc?: string;
  readonly response_sets: readonly ResponseSet[];
  readonly items: readonly Item[];
  readonly scales: readonly Scale[];
  readonly flags: readonly FlagRule[];
}

/** Where the key comes from. */
export interface Provenance {
  readonly citation: string;
  readonly doi?: string;
}

/** What one may do with the instrument. */
export interface Licence {
  /** A sentence for people. */
  readonly terms: string;
  /** Whether the items' wording may be reproduced; where not, items carry topics only. */
  readonly wording_free: boolean;
}

/** A response map: which answers an item takes and what each is worth. */
export interface ResponseSet {
  readonly id: string;
  readonly options: readonly ResponseOption[];
}

/** One answer. Its text and aliases are compared after {@link normalizeText}. */
export interface ResponseOption {
  /** A whole number, unique in its set. */
  readonly value: number;
  readonly text: string;
  readonly aliases?: readonly string[];
  /** LOINC answer code. */
  readonly loinc?: string;
}

/** One question of a measure. */
export interface Item {
  /** Unique in the measure among items and scales: the code of its observation. */
  readonly id: string;
  /** 1-based, as printed. */
  readonly position: number;
  /** One word or two on what it asks. */
  readonly topic: string;
  /** The wording, where the licence lets it be reproduced. */
  readonly text?: string;
  readonly response_set: string;
  /** Scored as `min + max - value` of its response set. */
  readonly reversed: boolean;
  readonly loinc?: string;
}

/** A score over some items: their sum, times `multiplier`. */
export interface Scale {
  /** Unique in the measure among items and scales: the code of its observation. */
  readonly id: string;
  readonly title: string;
  readonly items: readonly string[];
  /** How many of the items may be missing; within it the sum is prorated, past it there is no score. */
  readonly missing_allowed: number;
  /** 1, or 2 for a doubled scale. Applied before rounding. */
  readonly multiplier: number;
  readonly loinc?: string;
  readonly bands: readonly Band[];
}

/** A range of scores, both ends included, and what it is called. */
export interface Band {
  readonly min: number;
  readonly max: number;
  readonly label: string;
  /** Stable code of the label. */
  readonly severity: string;
}

/** Raised when the item's score is above a number, whatever the scales say. */
export interface FlagRule {
  readonly id: string;
  readonly item: string;
  readonly above: number;
}
