export type { Fields, FieldValue } from "./content/field-value.ts";
export { frontMatter } from "./content/front-matter.ts";
export { renderContent } from "./content/render-content.ts";
export { checkFields, compileTemplate, type Template, type TemplateOptions } from "./content/template.ts";
export {
  DatabaseBusyError,
  DuplicatePathError,
  ManifestError,
  MissingFieldError,
  PathTakenError,
  ProjectorError,
  QueryError,
  RenderError,
  TableRefusedError,
  TemplateError,
  ViewRowsError,
  ViewUnreadableError,
} from "./errors.ts";
export { compilePathTemplate, type PathTemplate, renderPath } from "./paths/path-template.ts";
export { type PathRequest, resolvePaths } from "./paths/resolve-paths.ts";
export { safePath } from "./paths/safe-path.ts";
export { EMPTY_PART, PART_BYTES, safePathPart } from "./paths/safe-path-part.ts";
export { projections } from "./views/index.ts";
export { projScores } from "./views/proj-scores.ts";
export type { Projection } from "./views/projection.ts";
