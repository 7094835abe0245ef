import { defineTap, type Stream } from "@lorchestra/tap-kit";
import { configSchema, type GoogleFormsTapConfig } from "./config.ts";
import { type ConnectionOptions, createConnection } from "./connection.ts";
import { createResponsesStream } from "./stream.ts";

/** The streams of a form: its responses. */
export function formsStreams(
  config: GoogleFormsTapConfig,
  options: ConnectionOptions = {},
): readonly Stream[] {
  return [createResponsesStream(config, createConnection(config, options))];
}

/** The responses of one Google form, each with the form's questions beside it. */
export const tap = defineTap<GoogleFormsTapConfig>({
  name: "google-forms",
  description: "Responses of a Google form",
  sourceSystem: "google_forms",
  configSchema,
  streams: (config) => formsStreams(config),
});
