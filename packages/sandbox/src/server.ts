import type { Server } from "node:http";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { createClock, DEFAULT_NOW } from "./clock.ts";
import { type Control, createControl } from "./control/control.ts";
import { controlRoutes } from "./control/routes.ts";
import { SandboxError } from "./errors.ts";
import { createFaultScript, type FaultScript } from "./faults/fault.ts";
import { faultMiddleware } from "./faults/middleware.ts";
import { createFormsStore } from "./google/forms-store.ts";
import { formsRoutes, tokenRoutes } from "./google/routes.ts";
import { createTokenIssuer, type GoogleCredentials } from "./google/tokens.ts";
import { createPracticeWithBilling, type Practice, type PracticeOptions } from "./practice/practice.ts";
import { createRandom } from "./random.ts";
import { createRequestLog, type RequestLog } from "./request-log.ts";
import { stripeRoutes } from "./stripe/routes.ts";

/** How to start a sandbox. */
export interface SandboxOptions extends PracticeOptions {
  /** TCP port on 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number;
}

/** What a client of the sandbox signs in with. Not secrets: they open nothing but the sandbox. */
export interface SandboxCredentials {
  readonly stripeApiKey: string;
  readonly google: GoogleCredentials;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:<port>`: Stripe's base URL. Google Forms are at `<url>/forms`, the token endpoint at `<url>/token`. */
  readonly url: string;
  readonly practice: Practice;
  readonly credentials: SandboxCredentials;
  readonly control: Control;
  /** Variables for the environment of a lorchestra project that reads from here. */
  environment(): { readonly [name: string]: string };
  close(): Promise<void>;
}

const CREDENTIALS: SandboxCredentials = {
  stripeApiKey: "sk_test_sandbox",
  google: {
    clientId: "sandbox.apps.example.com",
    clientSecret: "sandbox-client-secret",
    refreshToken: "sandbox-refresh-token",
  },
};

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const message = `The sandbox can't listen on 127.0.0.1:${port} (${cause.code ?? "unknown"}). Choose another port.`;
      reject(new SandboxError("address_in_use", message, { cause }));
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}

function environmentOf(url: string, practice: Practice): { readonly [name: string]: string } {
  return {
    STRIPE_API_KEY: CREDENTIALS.stripeApiKey,
    STRIPE_BASE_URL: url,
    GOOGLE_CLIENT_ID: CREDENTIALS.google.clientId,
    GOOGLE_CLIENT_SECRET: CREDENTIALS.google.clientSecret,
    GOOGLE_REFRESH_TOKEN: CREDENTIALS.google.refreshToken,
    GOOGLE_TOKEN_URL: `${url}/token`,
    GOOGLE_FORMS_BASE_URL: `${url}/forms`,
    GOOGLE_FORM_INTAKE_01: practice.forms.intake_01.formId,
    GOOGLE_FORM_FOLLOWUP: practice.forms.followup.formId,
  };
}

type Routes = { readonly stripe: Hono; readonly forms: Hono; readonly token: Hono; readonly control: Hono };

function application(
  routes: Routes,
  parts: { readonly faults: FaultScript; readonly log: RequestLog; readonly now: () => Date },
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route("/_sandbox", routes.control);
  app.use("*", parts.log.middleware);
  app.use("*", async (c, next) => {
    await next();
    // The services' own time: what a client goes by when it decides how far it has read.
    c.header("Date", parts.now().toUTCString());
  });
  app.use("*", faultMiddleware(parts.faults));
  app.route("/v1", routes.stripe);
  app.route("/forms", routes.forms);
  app.route("/", routes.token);
  return app;
}

/**
 * Starts the imitated services with a synthetic practice, on 127.0.0.1 only.
 *
 * @example
 * const sandbox = await startSandbox({ seed: 1, clients: 12 });
 * await fetch(`${sandbox.url}/v1/customers`, { headers: { authorization: "Bearer sk_test_sandbox" } });
 * await sandbox.close();
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = createClock(options.now ?? DEFAULT_NOW);
  const { practice, store, ledger } = createPracticeWithBilling(options);
  const random = createRandom(practice.seed);
  const { intake_01, followup } = practice.forms;
  const forms = createFormsStore([intake_01, followup], practice.submissions, random.fork("new-responses"));
  const tokens = createTokenIssuer(CREDENTIALS.google, clock, random.fork("tokens"));
  const faults = createFaultScript();
  const log = createRequestLog();
  const control = createControl({ clock, store, ledger, forms, tokens, faults, log });
  const routes = {
    stripe: stripeRoutes(store, clock, CREDENTIALS.stripeApiKey),
    forms: formsRoutes(forms, tokens),
    token: tokenRoutes(tokens),
    control: controlRoutes(control),
  };
  const app = application(routes, { faults, log, now: () => clock.now() });
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  if (!("closeAllConnections" in server))
    throw new SandboxError("not_possible", "The sandbox needs an HTTP/1 server.");
  const port = await listen(server, options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    practice,
    credentials: CREDENTIALS,
    control,
    environment: () => environmentOf(url, practice),
    close: () => close(server),
  };
}
