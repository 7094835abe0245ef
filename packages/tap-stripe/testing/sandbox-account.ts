import { type Sandbox, type SandboxOptions, startSandbox } from "@lorchestra/sandbox";
import type { JsonObject, Message, Stream } from "@lorchestra/tap-kit";
import { type Collected, collect, type ReadContextOverrides } from "@lorchestra/tap-kit/testing";
import type { StripeKind } from "../src/account.ts";
import type { StripeTapConfig } from "../src/config.ts";
import type { ConnectionOptions } from "../src/connection.ts";
import { stripeStreams } from "../src/tap.ts";

/** A sandbox and the tap's streams over it, for tests. */
export interface SandboxAccount {
  readonly sandbox: Sandbox;
  stream(kind: StripeKind, overrides?: Partial<StripeTapConfig>, options?: ConnectionOptions): Stream;
  read(
    kind: StripeKind,
    context?: ReadContextOverrides,
    overrides?: Partial<StripeTapConfig>,
  ): Promise<Collected>;
}

/** Starts one. Waits between attempts are short; a request may take 2 s. */
export async function startSandboxAccount(options: SandboxOptions = {}): Promise<SandboxAccount> {
  const sandbox = await startSandbox(options);
  const config: StripeTapConfig = {
    api_key: sandbox.credentials.stripeApiKey,
    base_url: sandbox.url,
    page_size: 100,
    lookback: 60,
    requests_per_second: 1000,
  };
  const quick: ConnectionOptions = { retry: { baseMs: 1 }, timeoutMs: 2_000 };
  const stream = (kind: StripeKind, overrides: Partial<StripeTapConfig> = {}, more = quick): Stream => {
    const found = stripeStreams({ ...config, ...overrides }, more).find(({ name }) => name === kind);
    if (found === undefined) throw new Error(`no stream ${kind}`);
    return found;
  };
  const read: SandboxAccount["read"] = (kind, context, overrides) =>
    collect(stream(kind, overrides), context);
  return { sandbox, stream, read };
}

/** What a warehouse would hold after these messages: records by id. */
export function applied(
  messages: readonly Message[],
  before: ReadonlyMap<string, JsonObject> = new Map(),
): Map<string, JsonObject> {
  const rows = new Map(before);
  for (const message of messages) {
    if (message.type === "record") rows.set(String(message.record.id), message.record);
    if (message.type === "delete") rows.delete(String(message.key.id));
  }
  return rows;
}

/** What Stripe holds: records by id, invoices with all of their lines. */
export function truth(sandbox: Sandbox, kind: StripeKind): Map<string, JsonObject> {
  const { stripe } = sandbox.control;
  return new Map(
    stripe.list(kind).map((record) => {
      if (kind !== "invoices") return [record.id, record];
      const data = stripe.lines(record.id);
      const lines = {
        object: "list",
        data,
        has_more: false,
        total_count: data.length,
        url: `/v1/invoices/${record.id}/lines`,
      };
      return [record.id, { ...record, lines }];
    }),
  );
}
