import { type Sandbox, type SandboxOptions, startSandbox } from "@lorchestra/sandbox";
import type { JsonObject, Message, ReadContext, Stream } from "@lorchestra/tap-kit";
import { type Collected, collect, type ReadContextOverrides, readContext } from "@lorchestra/tap-kit/testing";
import type { GoogleFormsTapConfig } from "../src/config.ts";
import type { ConnectionOptions } from "../src/connection.ts";
import { keptForm } from "../src/form.ts";
import { formsStreams } from "../src/tap.ts";

/** The two forms of the sandbox. */
export type SandboxFormKey = "intake_01" | "followup";

/** A sandbox and the tap's stream over it, for tests. */
export interface SandboxForms {
  readonly sandbox: Sandbox;
  stream(
    form: SandboxFormKey,
    overrides?: Partial<GoogleFormsTapConfig>,
    options?: ConnectionOptions,
  ): Stream;
  read(
    form: SandboxFormKey,
    context?: ReadContextOverrides,
    overrides?: Partial<GoogleFormsTapConfig>,
  ): Promise<Collected>;
  context(overrides?: ReadContextOverrides): ReadContext;
  /** Question ids by the sandbox's keys; a key that is not there throws. */
  questionIds(
    form: SandboxFormKey,
  ): { readonly [key: string]: string } & Record<"phq9_1" | "goals" | "referral", string>;
}

/** Starts one. Waits between attempts are short; a request may take 2 s. */
export async function startSandboxForms(options: SandboxOptions = {}): Promise<SandboxForms> {
  const sandbox = await startSandbox(options);
  const { google } = sandbox.credentials;
  const common = {
    client_id: google.clientId,
    client_secret: google.clientSecret,
    refresh_token: google.refreshToken,
    token_url: `${sandbox.url}/token`,
    base_url: `${sandbox.url}/forms`,
    page_size: 1000,
    lookback: 60,
    requests_per_second: 1000,
  };
  const quick: ConnectionOptions = { retry: { baseMs: 1 }, timeoutMs: 2_000 };
  const stream: SandboxForms["stream"] = (form, overrides = {}, more = quick) => {
    const config = { form_id: sandbox.practice.forms[form].formId, ...common, ...overrides };
    const [found] = formsStreams(config, more);
    if (found === undefined) throw new Error("no stream");
    return found;
  };
  const idOf = (form: SandboxFormKey, key: string): string => {
    const question = sandbox.practice.forms[form].questions.find((candidate) => candidate.key === key);
    return question?.questionId ?? "no such question";
  };
  return {
    sandbox,
    stream,
    read: (form, context, overrides) => collect(stream(form, overrides), context),
    context: (overrides) => readContext(overrides),
    questionIds: (form) => ({
      phq9_1: idOf(form, "phq9_1"),
      goals: idOf(form, "goals"),
      referral: idOf(form, "referral"),
    }),
  };
}

/** What a warehouse would hold after these messages: records by id. */
export function applied(messages: readonly Message[]): Map<string, JsonObject> {
  return new Map(
    messages.flatMap((message) =>
      message.type === "record" ? [[String(message.record.responseId), message.record] as const] : [],
    ),
  );
}

/** What Google holds: responses by id, with what the tap adds. */
export function truth(sandbox: Sandbox, form: SandboxFormKey): Map<string, JsonObject> {
  const { formId } = sandbox.practice.forms[form];
  const definition = sandbox.control.forms.definition(formId) ?? {};
  const added = { _form_id: formId, _form: keptForm(definition) };
  return new Map(
    sandbox.control.forms
      .responses(formId)
      .map((response) => [String(response.responseId), { ...response, ...added }]),
  );
}
