import { TapError } from "@lorchestra/tap-kit";

/** Google answered with JSON that is not what was asked for. */
export class FormsAnswerError extends TapError {
  override readonly name = "FormsAnswerError";
  constructor(what: string) {
    super("forms_answer", `Google Forms answered with ${what}. Run again; if it stays, report it.`, {
      retryable: true,
    });
  }
}

/** The address of the token endpoint can't be used. */
export class TokenUrlError extends TapError {
  override readonly name = "TokenUrlError";
  constructor() {
    super(
      "forms_token_url",
      "token_url must be an https:// address (http:// on loopback only): secrets travel to it.",
    );
  }
}

/** The token file can't be read or written. */
export class TokenFileError extends TapError {
  override readonly name = "TokenFileError";
  constructor(path: string, problem: string, options: { readonly cause?: unknown } = {}) {
    super("forms_token_file", `The token file ${path} ${problem}.`, options);
  }
}
