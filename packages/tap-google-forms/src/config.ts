import type { JsonSchema } from "@lorchestra/tap-kit";

/** Configuration of the tap, valid against {@link configSchema}, defaults applied. Either an access token or the OAuth fields. */
export interface GoogleFormsTapConfig {
  /** From the form's address in the editor: `.../forms/d/<form_id>/edit`. */
  readonly form_id: string;
  readonly client_id?: string;
  readonly client_secret?: string;
  /** With scopes forms.body.readonly and forms.responses.readonly. */
  readonly refresh_token?: string;
  /** A token that is good for now, instead of the three above. It is never refreshed. */
  readonly access_token?: string;
  /** File (0600) for the refresh token that Google gives in place of the configured one, if it ever does. */
  readonly token_file?: string;
  /** Default Google's; plain http on loopback only. */
  readonly token_url: string;
  /** Default Google's; plain http on loopback only. */
  readonly base_url: string;
  /** Responses per request, 1 to 5000. */
  readonly page_size: number;
  /** Seconds before the cursor from which responses are read again. */
  readonly lookback: number;
  /** Google allows 180 a minute and project. */
  readonly requests_per_second: number;
}

/** JSON Schema of the configuration. */
export const configSchema: JsonSchema = {
  type: "object",
  additionalProperties: false,
  required: ["form_id"],
  anyOf: [{ required: ["access_token"] }, { required: ["client_id", "client_secret", "refresh_token"] }],
  properties: {
    form_id: { type: "string", pattern: "^[A-Za-z0-9_-]{1,200}$" },
    client_id: { type: "string", minLength: 1 },
    client_secret: { type: "string", minLength: 1, description: "Give it as an environment reference." },
    refresh_token: { type: "string", minLength: 1, description: "Give it as an environment reference." },
    access_token: { type: "string", minLength: 1 },
    token_file: { type: "string", minLength: 1 },
    token_url: { type: "string", minLength: 1, default: "https://oauth2.googleapis.com/token" },
    base_url: { type: "string", minLength: 1, default: "https://forms.googleapis.com" },
    page_size: { type: "integer", minimum: 1, maximum: 5000, default: 1000 },
    lookback: { type: "integer", minimum: 1, maximum: 604_800, default: 600 },
    requests_per_second: { type: "number", exclusiveMinimum: 0, maximum: 1000, default: 3 },
  },
};
