import { TapError } from "@lorchestra/tap-kit";

/** Stripe answered with JSON that is not what was asked for. */
export class StripeAnswerError extends TapError {
  override readonly name = "StripeAnswerError";
  constructor(path: string, message: string) {
    super("stripe_answer", `Stripe's answer to ${path} ${message}. Run again; if it stays, report it.`, {
      retryable: true,
    });
  }
}
