/** A submitted form: what scoring needs of a canonical `form_response`, which can be passed as it is. */
export interface Submission {
  readonly form_id: string;
  /**
   * For bindings by `field_key` in any order, unanswered questions left out or not. A binding by `position` needs what
   * a canonical `form_response` has: every question of the form in form order, those without an answer too.
   */
  readonly answers: readonly SubmittedAnswer[];
}

/** One answer of a submission. */
export interface SubmittedAnswer {
  readonly question_id: string;
  /** Text, number, a list of them, or null. Anything else is reported, never guessed at. */
  readonly answer_value: unknown;
  /** `choice`, `text`, `scale` ...; `unknown` when there is no such question in the form's definition. */
  readonly answer_type?: string;
  /** As the form's definition has it. */
  readonly question_text?: string;
}
