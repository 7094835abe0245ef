import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { FormExportError } from "../errors.ts";
import type { FileFormat, FileMessage, OpenFile } from "../files/format.ts";
import { chunksOf } from "../files/open-file.ts";
import { type FormHeader, readHeader } from "./header.ts";
import { formOf, responseId, responseRecord, responseSchema } from "./response-record.ts";
import { parseTimestamp, type TimestampOptions } from "./timestamp.ts";

/** Settings of form exports. */
export interface FormsCsvOptions extends TimestampOptions {
  /** Undefined: the stream cannot be read; the other streams of the tap need no form. */
  readonly formId: string | undefined;
  readonly title: string;
  readonly timestampColumns: readonly string[];
  readonly emailColumns: readonly string[];
  readonly maxBytes: number;
}

/** Google Forms CSV exports: a response a row. */
export function formsCsvFormat(options: FormsCsvOptions): FileFormat {
  return {
    name: "forms_csv",
    extensions: [".csv"],
    keyProperties: ["responseId"],
    objectType: "form_response",
    schema: responseSchema,
    read: (file) => readExport(file, options),
  };
}

async function* readExport(file: OpenFile, options: FormsCsvOptions): AsyncGenerator<FileMessage> {
  const { formId } = options;
  if (formId === undefined) {
    throw new FormExportError(
      "form_id",
      "form_id: is missing. A CSV export does not say which form it is of.",
    );
  }
  const rows = new Rows(formId, options);
  let line = 0;
  try {
    for await (const row of rowsOf(file, options.maxBytes)) {
      line = row.line;
      for (const message of rows.read(row.cells, row.line)) yield message;
      if (rows.hopeless) return;
    }
  } catch (error) {
    const reason = flawOf(error);
    if (reason === undefined) throw error;
    yield { type: "problem", reason, where: `after line ${line}` };
  }
}

/** The rows of one file, the first of which is the header. */
class Rows {
  readonly #formId: string;
  readonly #options: FormsCsvOptions;
  readonly #repeats = new Map<string, number>();
  #header: FormHeader | undefined;
  #form: ReturnType<typeof formOf> = {};
  /** Nothing in the file can be read. */
  hopeless = false;

  constructor(formId: string, options: FormsCsvOptions) {
    this.#formId = formId;
    this.#options = options;
  }

  *read(cells: readonly string[], line: number): Generator<FileMessage> {
    if (this.#header !== undefined) {
      yield this.#response(this.#header, cells, line);
      return;
    }
    const { timestampColumns: timestamp, emailColumns: email, title } = this.#options;
    const header = readHeader(cells, { timestamp, email });
    if (header === null) {
      this.hopeless = true;
      yield { type: "problem", reason: "no_timestamp_column", where: `line ${line}` };
      return;
    }
    this.#header = header;
    this.#form = formOf(this.#formId, title, header);
  }

  #response(header: FormHeader, cells: readonly string[], line: number): FileMessage {
    const at = parseTimestamp(cells[header.timestamp] ?? "", this.#options);
    if (at === null) return { type: "problem", reason: "unreadable_timestamp", where: `line ${line}` };
    const row = { formId: this.#formId, form: this.#form, header, cells, at };
    return { type: "record", record: responseRecord(row, responseId(row, this.#repeats)), at };
  }
}

async function* rowsOf(file: OpenFile, maxBytes: number): AsyncGenerator<{ cells: string[]; line: number }> {
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    max_record_size: maxBytes,
  });
  const source = Readable.from(textOf(file), { objectMode: true });
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const row of parser) yield parseRow(row);
  } finally {
    source.destroy();
    parser.destroy();
  }
}

/** With `info`, csv-parse gives objects of record and info; its types do not say so. */
function parseRow(row: unknown): { cells: string[]; line: number } {
  const { record, info } = Object(row);
  if (!Array.isArray(record) || typeof info?.lines !== "number") throw new TypeError("csv-parse gave no row");
  return { cells: record.map(String), line: info.lines };
}

async function* textOf(file: OpenFile): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for await (const chunk of chunksOf(file.handle, 0, file.signal)) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}

function flawOf(error: unknown): string | undefined {
  if (error instanceof CsvError) {
    return error.code === "CSV_MAX_RECORD_SIZE" ? "row_too_large" : "broken_csv";
  }
  const undecodable =
    error instanceof TypeError && "code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA";
  return undecodable ? "not_utf8" : undefined;
}
