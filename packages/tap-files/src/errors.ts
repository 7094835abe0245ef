import { TapError } from "@lorchestra/tap-kit";

/** The configured path cannot be read at all. */
export class FilesPathError extends TapError {
  override readonly name = "FilesPathError";
  constructor(
    code: "files_not_found" | "files_not_permitted" | "files_not_readable",
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(code, message, { ...options, retryable: code === "files_not_readable" });
  }
}

/** A form export that cannot be understood without a setting. `path` is the setting. */
export class FormExportError extends TapError {
  override readonly name = "FormExportError";
  readonly path: string;
  constructor(path: string, message: string) {
    super("form_export", message);
    this.path = path;
  }
}
