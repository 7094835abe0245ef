import type { Clock } from "../clock.ts";
import type { Fault, FaultScript } from "../faults/fault.ts";
import type { Answers, FormsStore, NewResponse } from "../google/forms-store.ts";
import type { TokenIssuer } from "../google/tokens.ts";
import type { JsonObject } from "../json.ts";
import type { LoggedRequest, RequestLog } from "../request-log.ts";
import type { StripeLedger } from "../stripe/ledger.ts";
import type { CustomerInput, LineInput, StripeRecord } from "../stripe/records.ts";
import { rendered, type StripeCollection, type StripeStore } from "../stripe/store.ts";

/** Changes to the Stripe account at the sandbox's present time, with the events that Stripe would write. */
export interface StripeControl {
  createCustomer(input: CustomerInput): StripeRecord;
  updateCustomer(id: string, changes: JsonObject): StripeRecord;
  deleteCustomer(id: string): void;
  createInvoice(customer: string, lines: readonly LineInput[]): StripeRecord;
  updateInvoice(id: string, changes: JsonObject): StripeRecord;
  finalizeInvoice(id: string): StripeRecord;
  payInvoice(id: string): StripeRecord;
  voidInvoice(id: string): StripeRecord;
  deleteInvoice(id: string): void;
  createPaymentIntent(amount: number, customer?: string): StripeRecord;
  confirmPaymentIntent(id: string): StripeRecord;
  cancelPaymentIntent(id: string): StripeRecord;
  createRefund(charge: string, amount?: number): StripeRecord;
  updateRefund(id: string, changes: JsonObject): StripeRecord;
  /** Copies of all objects of a kind as their list shows them, newest first. */
  list(collection: StripeCollection): readonly StripeRecord[];
  /** All lines of an invoice. */
  lines(invoice: string): readonly StripeRecord[];
  /** Takes an object away without an event, for what goes missing between two requests. */
  loseTrackOf(collection: StripeCollection, id: string): void;
}

/** Changes to the forms at the sandbox's present time. */
export interface FormsControl {
  submit(formId: string, response: NewResponse): JsonObject;
  edit(formId: string, responseId: string, answers: Answers): JsonObject;
  /** Google tells nobody of a deleted response. */
  remove(formId: string, responseId: string): void;
  redefine(formId: string, definition: JsonObject): void;
  definition(formId: string): JsonObject | undefined;
  responses(formId: string): readonly JsonObject[];
}

/** Google's sign-in, seen from the other side. */
export type GoogleControl = Omit<TokenIssuer, "answer" | "accepts">;

/** Changes the imitated services while they run. Throws a SandboxError when something can't be done. */
export interface Control {
  readonly stripe: StripeControl;
  readonly forms: FormsControl;
  readonly google: GoogleControl;
  now(): Date;
  /** Moves the sandbox's clock forward by milliseconds. */
  advance(milliseconds: number): Date;
  /** Adds a fault for coming requests. */
  fault(fault: Fault): void;
  clearFaults(): void;
  /** How many requests the faults still wait for. */
  remainingFaults(): number;
  /** Requests so far, without the control's own. */
  requests(): readonly LoggedRequest[];
  clearRequests(): void;
}

/** The parts of a running sandbox that control works on. */
export interface ControlledParts {
  readonly clock: Clock;
  readonly store: StripeStore;
  readonly ledger: StripeLedger;
  readonly forms: FormsStore;
  readonly tokens: TokenIssuer;
  readonly faults: FaultScript;
  readonly log: RequestLog;
}

function stripeControl({ clock, store, ledger }: ControlledParts): StripeControl {
  const at = (): number => clock.seconds();
  const copy = (record: StripeRecord): StripeRecord => structuredClone(rendered(store, record));
  return {
    createCustomer: (input) => copy(ledger.createCustomer(at(), input)),
    updateCustomer: (id, changes) => copy(ledger.updateCustomer(at(), id, changes)),
    deleteCustomer: (id) => ledger.deleteCustomer(at(), id),
    createInvoice: (customer, lines) => copy(ledger.createInvoice(at(), customer, lines)),
    updateInvoice: (id, changes) => copy(ledger.updateInvoice(at(), id, changes)),
    finalizeInvoice: (id) => copy(ledger.finalizeInvoice(at(), id)),
    payInvoice: (id) => copy(ledger.payInvoice(at(), id)),
    voidInvoice: (id) => copy(ledger.voidInvoice(at(), id)),
    deleteInvoice: (id) => ledger.deleteInvoice(at(), id),
    createPaymentIntent: (amount, customer) =>
      copy(ledger.createPaymentIntent(at(), amount, customer ?? null)),
    confirmPaymentIntent: (id) => copy(ledger.confirmPaymentIntent(at(), id)),
    cancelPaymentIntent: (id) => copy(ledger.cancelPaymentIntent(at(), id)),
    createRefund: (charge, amount) => copy(ledger.createRefund(at(), charge, amount)),
    updateRefund: (id, changes) => copy(ledger.updateRefund(at(), id, changes)),
    list: (collection) => store.list(collection).map(copy),
    lines: (invoice) => structuredClone(store.lines(invoice)),
    loseTrackOf: (collection, id) => store.forget(collection, id),
  };
}

/** Control over the parts of a sandbox. */
export function createControl(parts: ControlledParts): Control {
  const { clock, forms, tokens, faults, log } = parts;
  return {
    stripe: stripeControl(parts),
    forms: {
      submit: (formId, response) => forms.submit(formId, clock.now(), response),
      edit: (formId, responseId, answers) => forms.edit(formId, clock.now(), responseId, answers),
      remove: (formId, responseId) => forms.remove(formId, responseId),
      redefine: (formId, definition) => forms.redefine(formId, definition),
      definition: (formId) => forms.definition(formId),
      responses: (formId) => forms.responses(formId),
    },
    google: {
      expireAccessTokens: () => tokens.expireAccessTokens(),
      revokeRefreshToken: () => tokens.revokeRefreshToken(),
      rotateRefreshTokens: () => tokens.rotateRefreshTokens(),
      currentRefreshToken: () => tokens.currentRefreshToken(),
    },
    now: () => clock.now(),
    advance: (milliseconds) => clock.advance(milliseconds),
    fault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    remainingFaults: () => faults.remaining(),
    requests: () => [...log.entries],
    clearRequests: () => log.clear(),
  };
}
