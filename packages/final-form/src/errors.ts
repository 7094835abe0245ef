/** Something wrong in a document: where and what. Never holds an answer or a name of a person. */
export interface Problem {
  /** Stable code, for programs. */
  readonly code: string;
  /** Dotted path into the document (`scales.phq9_total.bands`), empty for the whole. */
  readonly path: string;
  /** For people: what is wrong and what would be right. */
  readonly message: string;
}

/** The root of this package's errors. `code` is stable; nothing here succeeds by trying again. */
export class FinalFormError extends Error {
  override readonly name: string = "FinalFormError";
  readonly code: string;
  readonly retryable: boolean = false;
  constructor(code: string, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** The problems in lines of their own, at most ten of them. */
function listed(problems: readonly Problem[]): string {
  const shown = problems
    .slice(0, 10)
    .map(({ path, message }) => `\n  ${path === "" ? "" : `${path}: `}${message}`);
  const rest = problems.length - shown.length;
  return shown.join("") + (rest > 0 ? `\n  and ${rest} more` : "");
}

/** A measure spec that cannot be scored with: broken JSON, unknown items, bands with gaps. `problems` says all of it. */
export class MeasureError extends FinalFormError {
  override readonly name = "MeasureError";
  readonly problems: readonly Problem[];
  constructor(measure: string, problems: readonly Problem[]) {
    super("measure_invalid", `The measure ${measure} cannot be used:${listed(problems)}`);
    this.problems = problems;
  }
}

/** A binding that cannot be used, or none where one is needed. `problems` says all of it. */
export class BindingError extends FinalFormError {
  override readonly name = "BindingError";
  readonly problems: readonly Problem[];
  constructor(message: string, problems: readonly Problem[] = []) {
    super("binding_invalid", message + listed(problems));
    this.problems = problems;
  }
}

/** A submission that cannot be scored at all: of another form, or not of the shape of a form response. */
export class SubmissionError extends FinalFormError {
  override readonly name = "SubmissionError";
}
