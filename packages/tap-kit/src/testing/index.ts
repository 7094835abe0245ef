export { type Collected, collect } from "./collect.ts";
export { type ReadContextOverrides, readContext } from "./read-context.ts";
