export type { FinalFormConfig } from "./config.ts";
export { finalForm } from "./final-form.ts";
