export { EventClientError, type EventClientErrorCode } from "./errors.ts";
export { type LogEvent, logEvent } from "./log-event.ts";
export { type MarkDeleted, markDeleted } from "./mark-deleted.ts";
export { type UpsertCounts, type UpsertObjects, upsertObjects } from "./upsert-objects.ts";
