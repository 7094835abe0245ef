export { type LogEvent, logEvent } from "./log-event.ts";
export { type UpsertCounts, type UpsertObjects, upsertObjects } from "./upsert-objects.ts";
