/** A submitted form: what scoring needs of a canonical `form_response`, which can be passed as it is. */
export interface Submission {
  readonly form_id: string;
  readonly answers: readonly SubmittedAnswer[];
}

/** One answer of a submission. */
export interface SubmittedAnswer {
  readonly question_id: string;
  /** Text, number, a list of them, or null. Anything else is reported, never guessed at. */
  readonly answer_value: unknown;
  /**
   * `position` is the 1-based place of the question in the form. Sources leave unanswered questions out, so an
   * answer's index in the list does not tell it.
   */
  readonly metadata?: { readonly position?: unknown };
}
