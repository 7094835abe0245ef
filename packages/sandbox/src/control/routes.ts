import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { SandboxError } from "../errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import {
  answersArgument,
  customerArgument,
  faultArgument,
  linesArgument,
  numberArgument,
  objectArgument,
  requiredNumber,
  textArgument,
} from "./arguments.ts";
import type { Control } from "./control.ts";

type Operation = (body: JsonObject) => Json;

function done(action: () => void): Json {
  action();
  return { done: true };
}

function stripeOperations({ stripe }: Control): readonly (readonly [string, Operation])[] {
  const id = (body: JsonObject): string => textArgument(body, "id");
  const changes = (body: JsonObject): JsonObject => objectArgument(body, "changes");
  return [
    ["stripe/create_customer", (body) => stripe.createCustomer(customerArgument(body))],
    ["stripe/update_customer", (body) => stripe.updateCustomer(id(body), changes(body))],
    ["stripe/delete_customer", (body) => done(() => stripe.deleteCustomer(id(body)))],
    [
      "stripe/create_invoice",
      (body) => stripe.createInvoice(textArgument(body, "customer"), linesArgument(body)),
    ],
    ["stripe/update_invoice", (body) => stripe.updateInvoice(id(body), changes(body))],
    ["stripe/finalize_invoice", (body) => stripe.finalizeInvoice(id(body))],
    ["stripe/pay_invoice", (body) => stripe.payInvoice(id(body))],
    ["stripe/void_invoice", (body) => stripe.voidInvoice(id(body))],
    ["stripe/delete_invoice", (body) => done(() => stripe.deleteInvoice(id(body)))],
    [
      "stripe/create_payment_intent",
      (body) =>
        body.customer === undefined
          ? stripe.createPaymentIntent(requiredNumber(body, "amount"))
          : stripe.createPaymentIntent(requiredNumber(body, "amount"), textArgument(body, "customer")),
    ],
    ["stripe/confirm_payment_intent", (body) => stripe.confirmPaymentIntent(id(body))],
    ["stripe/cancel_payment_intent", (body) => stripe.cancelPaymentIntent(id(body))],
    [
      "stripe/create_refund",
      (body) => stripe.createRefund(textArgument(body, "charge"), numberArgument(body, "amount")),
    ],
    ["stripe/update_refund", (body) => stripe.updateRefund(id(body), changes(body))],
  ];
}

function otherOperations(control: Control): readonly (readonly [string, Operation])[] {
  const { forms, google } = control;
  const formId = (body: JsonObject): string => textArgument(body, "formId");
  const responseId = (body: JsonObject): string => textArgument(body, "responseId");
  return [
    [
      "forms/submit",
      (body) => {
        const email =
          body.respondentEmail === undefined
            ? {}
            : { respondentEmail: textArgument(body, "respondentEmail") };
        return forms.submit(formId(body), { ...email, answers: answersArgument(body) });
      },
    ],
    ["forms/edit", (body) => forms.edit(formId(body), responseId(body), answersArgument(body))],
    ["forms/remove", (body) => done(() => forms.remove(formId(body), responseId(body)))],
    [
      "forms/redefine",
      (body) => done(() => forms.redefine(formId(body), objectArgument(body, "definition"))),
    ],
    ["google/expire_access_tokens", () => done(() => google.expireAccessTokens())],
    ["google/revoke_refresh_token", () => done(() => google.revokeRefreshToken())],
    ["google/rotate_refresh_tokens", () => done(() => google.rotateRefreshTokens())],
    [
      "clock/advance",
      (body) => ({ now: control.advance(requiredNumber(body, "milliseconds")).toISOString() }),
    ],
    ["faults/add", (body) => done(() => control.fault(faultArgument(body)))],
    ["faults/clear", () => done(() => control.clearFaults())],
    ["requests/clear", () => done(() => control.clearRequests())],
  ];
}

const STATUS = { not_found: 404, invalid_request: 400, not_possible: 409, address_in_use: 500 } as const;

/** Control over HTTP, to be mounted at `/_sandbox`: `POST /_sandbox/<area>/<operation>` with a JSON object. */
export function controlRoutes(control: Control): Hono {
  const app = new Hono();
  app.use("*", bodyLimit({ maxSize: 1_000_000 }));
  app.onError((error, c) => {
    if (!(error instanceof SandboxError)) throw error;
    return c.json({ error: { code: error.code, message: error.message } }, STATUS[error.code]);
  });
  for (const [path, operation] of [...stripeOperations(control), ...otherOperations(control)]) {
    app.post(`/${path}`, async (c) => {
      const text = await c.req.text();
      let body: unknown;
      try {
        body = text === "" ? {} : JSON.parse(text);
      } catch (cause) {
        throw new SandboxError("invalid_request", "The body must be JSON.", { cause });
      }
      if (!isJsonObject(body)) throw new SandboxError("invalid_request", "The body must be a JSON object.");
      return c.json(operation(body));
    });
  }
  app.get("/requests", (c) => c.json(control.requests()));
  app.get("/clock", (c) => c.json({ now: control.now().toISOString() }));
  return app;
}
