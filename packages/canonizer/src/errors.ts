/** Something wrong with a registry or a reference: a fault of code or configuration, never of a record. */
export class CanonizerError extends Error {
  override readonly name: string = "CanonizerError";
  /** Stable code. */
  readonly code: string;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean = false;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A text that should be a reference to a transform or a schema and is none. */
export class InvalidReferenceError extends CanonizerError {
  override readonly name = "InvalidReferenceError";
  constructor(reference: string, form: string) {
    super(
      "canonizer_reference_invalid",
      `${quoted(reference)} is not a reference; it should look like ${form}`,
    );
  }
}

/** A transform that the registry does not have; the message names what is near. */
export class UnknownTransformError extends CanonizerError {
  override readonly name = "UnknownTransformError";
  constructor(reference: string, near: readonly string[]) {
    super("canonizer_transform_unknown", `there is no transform ${quoted(reference)}${orNear(near)}`);
  }
}

/** A schema that the registry does not have; the message names what is near. */
export class UnknownSchemaError extends CanonizerError {
  override readonly name = "UnknownSchemaError";
  constructor(reference: string, near: readonly string[]) {
    super("canonizer_schema_unknown", `there is no schema ${quoted(reference)}${orNear(near)}`);
  }
}

/** A `meta.json` or a schema that does not describe what it stands beside, or one that is there twice. */
export class InvalidEntryError extends CanonizerError {
  override readonly name = "InvalidEntryError";
  constructor(entry: string, problem: string, options?: ErrorOptions) {
    super("canonizer_entry_invalid", `${entry}: ${problem}`, options);
  }
}

/**
 * What a transform throws for a record that it can give nothing true for: the record is quarantined with `code`.
 * The message is for people and holds no data of the record.
 */
export class TransformError extends CanonizerError {
  override readonly name = "TransformError";
  /** Where in the record, as a JSON pointer. */
  readonly instancePath: string;
  constructor(code: string, instancePath: string, message: string) {
    super(code, message);
    this.instancePath = instancePath;
  }
}

function orNear(near: readonly string[]): string {
  return near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`;
}

/** References come from job specs: short enough to print, unless someone put a file there. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}...` : text);
}
