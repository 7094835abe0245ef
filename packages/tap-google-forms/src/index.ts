export type { GoogleFormsTapConfig } from "./config.ts";
export { FormsAnswerError, TokenFileError, TokenUrlError } from "./errors.ts";
export { tap } from "./tap.ts";
