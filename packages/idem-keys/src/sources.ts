import { contentIdemKey } from "./content-hash.ts";
import { field, type IdemKeyFn, type RecordSource, recordIdemKey } from "./record-keys.ts";

// One function per source and object, so that an identity rule is changed here or nowhere.

function natural(service: string, objectType: string, property: string) {
  return ({ sourceSystem = service, connectionName = "default" }: RecordSource = {}): IdemKeyFn =>
    recordIdemKey({ sourceSystem, connectionName, objectType, keyProperties: [property] });
}

/** Gmail message: `id`. */
export const gmailEmailIdemKey = natural("gmail", "email", "id");
/** Exchange message: `id` (immutable ids). */
export const exchangeEmailIdemKey = natural("exchange", "email", "id");
/** Google Forms response: `responseId`. */
export const googleFormsResponseIdemKey = natural("google_forms", "form_response", "responseId");
/** Stripe customer: `id`. */
export const stripeCustomerIdemKey = natural("stripe", "customer", "id");
/** Stripe invoice: `id`. */
export const stripeInvoiceIdemKey = natural("stripe", "invoice", "id");
/** Stripe payment intent: `id`. */
export const stripePaymentIntentIdemKey = natural("stripe", "payment_intent", "id");
/** Stripe refund: `id`. */
export const stripeRefundIdemKey = natural("stripe", "refund", "id");
/** Stripe charge: `id`. */
export const stripeChargeIdemKey = natural("stripe", "charge", "id");
/** Dataverse contact: `contactid`. */
export const dataverseContactIdemKey = natural("dataverse", "contact", "contactid");
/** Dataverse client session: `cre92_clientsessionid`. */
export const dataverseSessionIdemKey = natural("dataverse", "session", "cre92_clientsessionid");
/** Dataverse client report: `cre92_clientreportid`. */
export const dataverseReportIdemKey = natural("dataverse", "report", "cre92_clientreportid");

/** What {@link filesIdemKey} needs besides the source. */
export interface FileRecords extends RecordSource {
  readonly objectType: string;
  /** The property that identifies a record where it has one: a message id, a response id. */
  readonly idProperty?: string;
}

/**
 * Records of exported files: the id property where the record has a value there, else the hash of its content. The
 * key says which: a hash reads `sha256-<hex>`.
 */
export function filesIdemKey(records: FileRecords): IdemKeyFn {
  const { sourceSystem = "files", connectionName = "default", objectType, idProperty } = records;
  const byContent = (record: unknown): string =>
    contentIdemKey({ sourceSystem, connectionName, objectType, record });
  if (idProperty === undefined) return byContent;
  const byId = recordIdemKey({ sourceSystem, connectionName, objectType, keyProperties: [idProperty] });
  return (record) => {
    const id = field(record, idProperty);
    const absent = id === undefined || id === null || (typeof id === "string" && id.trim() === "");
    return absent ? byContent(record) : byId(record);
  };
}
