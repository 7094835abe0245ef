import type { MissingReason } from "./read-answer.ts";

/**
 * Something that a person should know about a scored submission. Holds ids and lengths, never an answer's text, so
 * it may go to logs.
 */
export interface Diagnostic {
  readonly code:
    | MissingReason
    /** An answer that no binding uses. */
    | "unmapped_question"
    /** An answer for an item that the measure does not have. */
    | "unknown_item"
    /** A flag that cannot be decided, because its item has no usable answer. */
    | "flag_undecided"
    /** A section that could not be scored: there is no such measure. */
    | "measure_unknown";
  readonly form_id?: string;
  readonly measure_id?: string;
  readonly item_id?: string;
  readonly question_id?: string;
  readonly flag_id?: string;
  /** Characters (UTF-16 units) of an answer that could not be read. */
  readonly text_length?: number;
  /** How many answers there were where one is allowed. */
  readonly answer_count?: number;
}
