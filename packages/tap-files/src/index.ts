export { FilesPathError, FormExportError } from "./errors.ts";
export { type FilesConfig, tap } from "./tap.ts";
