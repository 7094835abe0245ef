/** Something that the projector refuses or could not do. `message` is for people and holds no data of a record. */
export class ProjectorError extends Error {
  override readonly name: string = "ProjectorError";
  /** Stable, for programs. */
  readonly code: string;
  /** Whether doing the same again later may succeed. */
  readonly retryable: boolean;

  constructor(
    code: string,
    message: string,
    options: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** A template that cannot be read. `template_invalid`. */
export class TemplateError extends ProjectorError {
  override readonly name = "TemplateError";
  constructor(message: string) {
    super("template_invalid", message);
  }
}

/** A template that failed on a record: it ran too long, used too much memory or met a value that it cannot use. `render_failed`. */
export class RenderError extends ProjectorError {
  override readonly name = "RenderError";
  constructor(message: string) {
    super("render_failed", message);
  }
}

/** A template uses a field that the rows do not have. `missing_field`. */
export class MissingFieldError extends ProjectorError {
  override readonly name = "MissingFieldError";
  constructor(job: string, field: string, existing: readonly string[]) {
    super(
      "missing_field",
      `${job}: the template uses the field "${field}", which the rows do not have. They have: ${existing.join(", ")}.`,
    );
  }
}

/** Two rows want one file and cannot be told apart. `duplicate_path`. */
export class DuplicatePathError extends ProjectorError {
  override readonly name = "DuplicatePathError";
  constructor() {
    super(
      "duplicate_path",
      "Two rows have the same path and the same record_id, so one file would overwrite the other. Make the query give each record once, or give the rows different record ids.",
    );
  }
}

/** The query of a file projection is not one read, or SQLite refuses it. `query_invalid`. */
export class QueryError extends ProjectorError {
  override readonly name = "QueryError";
  constructor(message: string, cause?: unknown) {
    super("query_invalid", message, { cause });
  }
}

/** The manifest of a projected folder cannot be used. `manifest_invalid`. */
export class ManifestError extends ProjectorError {
  override readonly name = "ManifestError";
  constructor(message: string) {
    super("manifest_invalid", message);
  }
}

/** Another job's file would be overwritten. `path_taken`. */
export class PathTakenError extends ProjectorError {
  override readonly name = "PathTakenError";
  constructor(job: string, owner: string) {
    super(
      "path_taken",
      `${job}: a file of this projection has the path of a file of the job ${owner}. Give one of the two another path_template or base_path.`,
    );
  }
}

/** A table of the SQLite copy cannot be replaced. `table_refused`. */
export class TableRefusedError extends ProjectorError {
  override readonly name = "TableRefusedError";
  constructor(message: string) {
    super("table_refused", message);
  }
}

/** A view gave rows that its definition does not allow. `view_rows_invalid`. */
export class ViewRowsError extends ProjectorError {
  override readonly name = "ViewRowsError";
  constructor(message: string) {
    super("view_rows_invalid", message);
  }
}

/** The warehouse cannot read a view. `view_unreadable`. */
export class ViewUnreadableError extends ProjectorError {
  override readonly name = "ViewUnreadableError";
  constructor(view: string, cause: Error) {
    super(
      "view_unreadable",
      `The view ${view} cannot be read as this version defines it. Run the create_projection job of ${view} first. (${cause.message})`,
      { cause },
    );
  }
}

/** Another process kept the SQLite copy locked for too long. `database_busy`, retryable. */
export class DatabaseBusyError extends ProjectorError {
  override readonly name = "DatabaseBusyError";
  constructor(path: string, seconds: number) {
    super(
      "database_busy",
      `Another process has kept ${path} locked for more than ${seconds} s. Close what holds it open for writing, then run the job again.`,
      { retryable: true },
    );
  }
}
