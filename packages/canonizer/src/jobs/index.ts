export { canonize } from "./canonize.ts";
export type { CanonizeConfig } from "./config.ts";
