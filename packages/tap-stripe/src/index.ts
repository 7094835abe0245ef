export type { StripeTapConfig } from "./config.ts";
export { StripeAnswerError } from "./errors.ts";
export { tap } from "./tap.ts";
