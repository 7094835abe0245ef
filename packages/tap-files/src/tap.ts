import { hash } from "node:crypto";
import { defineTap } from "@lorchestra/tap-kit";
import { FormExportError } from "./errors.ts";
import { fileStream } from "./files/file-stream.ts";
import { formsCsvFormat } from "./forms/forms-csv.ts";
import { emailColumns, timestampColumns } from "./forms/header.ts";
import { isTimeZone } from "./forms/local-time.ts";
import { jsonFormat } from "./json/json.ts";
import { jsonlFormat } from "./json/jsonl.ts";
import { emlFormat } from "./mail/eml.ts";
import { mboxFormat } from "./mail/mbox.ts";

/** Settings of the tap. */
export interface FilesConfig {
  /** A file, a folder or a glob; relative to the project. */
  readonly path: string;
  /** Longest message, line, element or row that is read, in bytes; longer ones are problems. */
  readonly max_record_bytes: number;
  /** `jsonl`, `json`: the property that identifies a record; without it `_id`, a content hash, is added. */
  readonly id_property?: string;
  /** `forms_csv`: the id of the form; required there. */
  readonly form_id?: string;
  /** `forms_csv`: title of the form; the form id unless given. */
  readonly form_title?: string;
  readonly timestamp_columns: readonly string[];
  readonly email_columns: readonly string[];
  /** `forms_csv`: order of day and month in timestamps that do not begin with the year. */
  readonly date_order?: "mdy" | "dmy";
  /** `forms_csv`: zone of timestamps that name none, like `Europe/Berlin`. */
  readonly time_zone?: string;
}

/** Reads exports that people already have: mbox, .eml, JSON Lines, JSON and Google Forms CSV. */
export const tap = defineTap<FilesConfig>({
  name: "files",
  description: "mbox, .eml, JSON Lines, JSON and Google Forms CSV exports",
  sourceSystem: "files",
  configSchema: {
    type: "object",
    required: ["path"],
    additionalProperties: false,
    properties: {
      path: { type: "string", minLength: 1 },
      max_record_bytes: { type: "integer", minimum: 1024, maximum: 268_435_456, default: 52_428_800 },
      id_property: { type: "string", minLength: 1 },
      form_id: { type: "string", minLength: 1 },
      form_title: { type: "string" },
      timestamp_columns: { type: "array", items: { type: "string" }, default: timestampColumns },
      email_columns: { type: "array", items: { type: "string" }, default: emailColumns },
      date_order: { type: "string", enum: ["mdy", "dmy"] },
      time_zone: { type: "string" },
    },
  },
  streams: (config) => {
    const { path, ...settings } = config;
    const source = { path, settings: hash("sha256", JSON.stringify(settings)).slice(0, 16) };
    const { max_record_bytes: maxBytes, id_property: idProperty, form_id: formId } = config;
    if (config.time_zone !== undefined && !isTimeZone(config.time_zone)) {
      throw new FormExportError("time_zone", "time_zone: is no time zone; write it like Europe/Berlin.");
    }
    const forms = formsCsvFormat({
      formId,
      title: config.form_title ?? formId ?? "",
      timestampColumns: config.timestamp_columns,
      emailColumns: config.email_columns,
      dateOrder: config.date_order,
      timeZone: config.time_zone,
      maxBytes,
    });
    const formats = [
      mboxFormat(maxBytes),
      emlFormat(maxBytes),
      jsonlFormat(maxBytes, idProperty),
      jsonFormat(maxBytes, idProperty),
      forms,
    ];
    return formats.map((format) => fileStream(format, source));
  },
});
