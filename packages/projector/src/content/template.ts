import { MissingFieldError, RenderError, TemplateError } from "../errors.ts";
import { liquidEngine, TEMPLATE_LIMIT } from "./engine.ts";
import type { Fields, FieldValue } from "./field-value.ts";

/** A template that was read once and is rendered for many rows. */
export interface Template {
  /** The fields of a row that it uses. */
  readonly fields: readonly string[];
  /**
   * Fills it in.
   * @throws {MissingFieldError} a field that the row does not have.
   * @throws {RenderError} it ran too long, used too much memory, or met a value that it cannot use.
   */
  render(row: Fields): string;
}

/** How a template is read. */
export interface TemplateOptions {
  /** Job id, for messages. */
  readonly job: string;
  /** Changes the text that stands outside of fields and tags. */
  readonly literal?: (text: string) => string;
}

/** One piece of a template: its own text, a `{name}` field, or Liquid. */
type Piece =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "liquid"; readonly text: string };

const PIECES =
  /\{%-?\s*raw\s*-?%\}[\s\S]*?\{%-?\s*endraw\s*-?%\}|\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\{([A-Za-z_]\w*)\}/g;

/**
 * Reads a template: `{name}` stands for a field, `{{ }}` and `{% %}` are Liquid, `{% raw %}` keeps braces as they are.
 *
 * @throws {TemplateError} with the place in the template.
 * @example
 * compileTemplate("# {name}", { job: "files_clients" }).render({ name: "Ada" }); // "# Ada"
 */
export function compileTemplate(text: string, options: TemplateOptions): Template {
  if (text.length > TEMPLATE_LIMIT) {
    throw new TemplateError(`The template is longer than ${TEMPLATE_LIMIT} characters.`);
  }
  const literal = options.literal ?? ((part: string) => part);
  const pieces = split(text).map(
    (piece): Piece => (piece.kind === "literal" ? { kind: "literal", text: literal(piece.text) } : piece),
  );
  const liquid = pieces.some(
    ({ kind, ...piece }) => kind === "liquid" || ("text" in piece && /\{[{%]/.test(piece.text)),
  );
  return liquid ? liquidTemplate(pieces, options.job) : plainTemplate(pieces, options.job);
}

/** Throws the error that names the job, the first field that is missing, and those that exist. */
export function checkFields(
  template: Pick<Template, "fields">,
  existing: readonly string[],
  job: string,
): void {
  const missing = template.fields.find((field) => !existing.includes(field));
  if (missing !== undefined) throw new MissingFieldError(job, missing, existing);
}

function split(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(PIECES)) {
    if (match.index > end) pieces.push({ kind: "literal", text: text.slice(end, match.index) });
    const [whole, name] = match;
    pieces.push(name === undefined ? { kind: "liquid", text: whole } : { kind: "field", name });
    end = match.index + whole.length;
  }
  if (end < text.length) pieces.push({ kind: "literal", text: text.slice(end) });
  return pieces;
}

function plainTemplate(pieces: readonly Piece[], job: string): Template {
  const fields = [...new Set(pieces.flatMap((piece) => (piece.kind === "field" ? [piece.name] : [])))];
  const template: Template = {
    fields,
    render: (row) => {
      checkFields(template, Object.keys(row), job);
      return pieces.map((piece) => (piece.kind === "field" ? textOf(row[piece.name]) : piece.text)).join("");
    },
  };
  return template;
}

function textOf(value: FieldValue | undefined): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function liquidTemplate(pieces: readonly Piece[], job: string): Template {
  const engine = liquidEngine();
  const source = pieces
    .map((piece) => (piece.kind === "field" ? `{{ ${piece.name} }}` : piece.text))
    .join("");
  const parsed = attempt(() => engine.parse(source));
  const fields = attempt(() => engine.globalVariablesSync(parsed));
  const template: Template = {
    fields,
    render: (row) => {
      checkFields(template, Object.keys(row), job);
      try {
        return String(engine.renderSync(parsed, row));
      } catch (error) {
        throw renderError(error, job);
      }
    },
  };
  return template;
}

function attempt<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new TemplateError(error instanceof Error ? error.message : String(error));
  }
}

/** Liquid's own message may quote a record's value, so only what is known to be safe is taken from it. */
function renderError(error: unknown, job: string): RenderError {
  const message = error instanceof Error ? error.message : "";
  const place = /line:(\d+), col:(\d+)/.exec(message);
  const where = place === null ? "" : ` at line ${place[1]}, column ${place[2]}`;
  if (error instanceof Error && error.name === "UndefinedVariableError") {
    return new RenderError(
      `${job}: the template uses something inside of a field${where} that is not there.`,
    );
  }
  const known =
    /template render limit exceeded|memory alloc limit exceeded|from_json was given [a-z ]+(?:JSON|text)/.exec(
      message,
    );
  return new RenderError(
    `${job}: the template failed${where}: ${known?.[0] ?? "a value cannot be used as the template uses it"}.`,
  );
}
