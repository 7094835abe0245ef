export { type CreateProjectionConfig, createProjection } from "./create-projection.ts";
export { type FileProjectionConfig, fileProjection } from "./file-projection.ts";
export { type SyncSqliteConfig, syncSqlite } from "./sync-sqlite.ts";
