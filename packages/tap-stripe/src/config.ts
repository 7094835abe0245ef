import type { JsonSchema } from "@lorchestra/tap-kit";

/** Configuration of the tap, valid against {@link configSchema}, defaults applied. */
export interface StripeTapConfig {
  /** A restricted key with read access to customers, invoices, payment intents, charges, refunds and events. */
  readonly api_key: string;
  /** Default `https://api.stripe.com`; plain http on loopback only. */
  readonly base_url: string;
  /** Objects per list request, 1 to 100. */
  readonly page_size: number;
  /** Seconds before the cursor from which events are read again: Stripe lists some of them late. */
  readonly lookback: number;
  /** Stripe allows 100 a second in live mode and 25 in test mode. */
  readonly requests_per_second: number;
}

/** JSON Schema of the configuration. */
export const configSchema: JsonSchema = {
  type: "object",
  additionalProperties: false,
  required: ["api_key"],
  properties: {
    api_key: {
      type: "string",
      minLength: 1,
      description: "Restricted API key (rk_...) with read access. Give it as an environment reference.",
    },
    base_url: { type: "string", minLength: 1, default: "https://api.stripe.com" },
    page_size: { type: "integer", minimum: 1, maximum: 100, default: 100 },
    lookback: {
      type: "integer",
      minimum: 1,
      maximum: 86_400,
      default: 600,
      description: "Seconds before the cursor from which events are read again.",
    },
    requests_per_second: { type: "number", exclusiveMinimum: 0, maximum: 1000, default: 20 },
  },
};
