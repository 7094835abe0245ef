export { type Allowance, isPast } from "./allowance.ts";
export { type Batch, type BatchOptions, batches, type DataMessage } from "./batches.ts";
export { IngestError, type IngestErrorCode } from "./errors.ts";
export { parseSingerMessage, type SingerMessage } from "./singer-message.ts";
export { type Step, steps } from "./steps.ts";
