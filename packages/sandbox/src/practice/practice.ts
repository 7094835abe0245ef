import { DEFAULT_NOW } from "../clock.ts";
import { SandboxError } from "../errors.ts";
import { createRandom } from "../random.ts";
import { createStripeLedger, type RefundEvents, type StripeLedger } from "../stripe/ledger.ts";
import { createStripeStore, type StripeStore } from "../stripe/store.ts";
import { writeBillingHistory } from "./billing.ts";
import { followupForm, intakeForm, type PracticeForm } from "./forms.ts";
import { createMail, type MailMessage } from "./mail.ts";
import { renderMbox } from "./mbox.ts";
import { type Client, createClients } from "./people.ts";
import { createSubmissions, type Submission } from "./submissions.ts";

/** What the synthetic practice is made from. */
export interface PracticeOptions {
  /** Same seed, same bytes. Default 1. */
  readonly seed?: number;
  /** 1 to 5000; default 12. */
  readonly clients?: number;
  /** Where its history ends. Default {@link DEFAULT_NOW}. */
  readonly now?: Date;
  /** `old` leaves out `refund.*` events, as accounts on old API versions do. Default `new`. */
  readonly refundEvents?: RefundEvents;
}

/** A synthetic practice: its clients and what the services hold about them at the start. */
export interface Practice {
  readonly seed: number;
  readonly clients: readonly Client[];
  readonly forms: { readonly intake_01: PracticeForm; readonly followup: PracticeForm };
  /** Submissions of both forms at the start; what control changes later isn't in here. */
  readonly submissions: readonly Submission[];
  readonly mail: readonly MailMessage[];
  /** The mail as an mbox file (mboxrd, ASCII). */
  mbox(): string;
}

/** A practice and the Stripe account that belongs to it. */
export interface PracticeWithBilling {
  readonly practice: Practice;
  readonly store: StripeStore;
  readonly ledger: StripeLedger;
}

function countOf(clients: number): number {
  if (!Number.isInteger(clients) || clients < 1 || clients > 5000) {
    throw new SandboxError(
      "invalid_request",
      "The sandbox's `clients` must be a whole number from 1 to 5000.",
    );
  }
  return clients;
}

/** Makes the practice with its Stripe account. */
export function createPracticeWithBilling(options: PracticeOptions = {}): PracticeWithBilling {
  const seed = options.seed ?? 1;
  if (!Number.isSafeInteger(seed)) {
    throw new SandboxError("invalid_request", "The sandbox's `seed` must be a whole number.");
  }
  const now = options.now ?? DEFAULT_NOW;
  const random = createRandom(seed);
  const clients = createClients(countOf(options.clients ?? 12), now, random.fork("people"));
  const store = createStripeStore(random.fork("stripe-ids"));
  const ledger = createStripeLedger(store, options.refundEvents);
  writeBillingHistory(clients, now, { ledger, store }, random.fork("billing"));
  const forms = { intake_01: intakeForm(), followup: followupForm() };
  const used = { intake: forms.intake_01, followup: forms.followup };
  const submissions = createSubmissions(used, clients, now, random.fork("submissions"));
  const mail = createMail(clients, now, random.fork("mail"));
  const practice: Practice = { seed, clients, forms, submissions, mail, mbox: () => renderMbox(mail) };
  return { practice, store, ledger };
}

/**
 * Makes the practice alone, without a server: for tests that only need its mail or forms.
 *
 * @example
 * createPractice({ seed: 7, clients: 3 }).mbox();
 */
export function createPractice(options: PracticeOptions = {}): Practice {
  return createPracticeWithBilling(options).practice;
}
