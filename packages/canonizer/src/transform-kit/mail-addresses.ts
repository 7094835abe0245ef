import { addressParser } from "postal-mime";
import type { JsonObject } from "../json.ts";

/** A header of a message: its name in lower case, its value unfolded but not decoded. */
export interface MailHeader {
  readonly key: string;
  readonly value: string;
}

/**
 * The mailboxes of an address header, all of its occurrences in order, groups opened: null when there is no such header,
 * empty when it names nobody (`undisclosed-recipients:;`). Where the sender wrote a name only, the email is empty.
 */
export function mailboxes(headers: readonly MailHeader[], key: string): JsonObject[] | null {
  const values = headers.filter((header) => header.key === key);
  if (values.length === 0) return null;
  return values
    .flatMap((header) => addressParser(header.value, { flatten: true }))
    .filter((mailbox) => mailbox.address || mailbox.name)
    .map((mailbox) => ({ name: mailbox.name || null, email: (mailbox.address ?? "").trim() }));
}
