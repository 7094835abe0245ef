import { asObject, type JsonObject, ownProperty } from "@lorchestra/tap-kit";
import { type Account, isMissing } from "./account.ts";

/**
 * An invoice with all of its lines: Stripe sends the first ten with it. Undefined when the invoice is gone by now.
 */
export async function withAllLines(account: Account, invoice: JsonObject): Promise<JsonObject | undefined> {
  const lines = asObject(ownProperty(invoice, "lines"));
  const id = ownProperty(invoice, "id");
  if (lines === undefined || ownProperty(lines, "has_more") !== true || typeof id !== "string")
    return invoice;
  const data: JsonObject[] = [];
  try {
    for await (const line of account.linesOf(id)) data.push(line);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return { ...invoice, lines: { ...lines, data, has_more: false } };
}
