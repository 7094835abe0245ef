export { canonicalJson } from "./canonical-json.ts";
export { contentHash, contentIdemKey, sha256 } from "./content-hash.ts";
export { IdemKeyError, type IdemKeyErrorCode } from "./errors.ts";
export { type IdemKeyParts, type IdValue, idemKey } from "./idem-key.ts";
export {
  type IdemKeyFn,
  type RecordIdentity,
  type RecordSource,
  recordExternalId,
  recordIdemKey,
} from "./record-keys.ts";
export {
  dataverseContactIdemKey,
  dataverseReportIdemKey,
  dataverseSessionIdemKey,
  exchangeEmailIdemKey,
  type FileRecords,
  filesIdemKey,
  gmailEmailIdemKey,
  googleFormsResponseIdemKey,
  stripeChargeIdemKey,
  stripeCustomerIdemKey,
  stripeInvoiceIdemKey,
  stripePaymentIntentIdemKey,
  stripeRefundIdemKey,
} from "./sources.ts";
