import { type HttpClient, type Json, ownProperty, paginate } from "@lorchestra/tap-kit";
import { FormsAnswerError } from "./errors.ts";

/** Which responses of a form to list. */
export interface Listing {
  readonly formId: string;
  /** Submitted at or after this; undefined lists all. */
  readonly from: string | undefined;
  readonly pageSize: number;
}

/** The responses, page by page, in no order. Empty pages that name a next one are followed. */
export async function* responsePages(
  http: HttpClient,
  { formId, from, pageSize }: Listing,
  signal: AbortSignal,
): AsyncGenerator<readonly Json[]> {
  const filter = from === undefined ? undefined : `timestamp >= ${from}`;
  yield* paginate(`google forms responses`, async (pageToken) => {
    const body = await http.getJson(`v1/forms/${formId}/responses`, { pageSize, filter, pageToken }, signal);
    const responses = ownProperty(body, "responses") ?? [];
    const next = ownProperty(body, "nextPageToken");
    if (typeof body !== "object" || body === null || Array.isArray(body) || !Array.isArray(responses)) {
      throw new FormsAnswerError("a page without a list of responses");
    }
    if (next !== undefined && typeof next !== "string")
      throw new FormsAnswerError("a page token that is no text");
    return { page: responses, next };
  });
}
