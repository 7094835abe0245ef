import { PageLoopError } from "./errors.ts";

/** One page, and how to get the next: a token or link; none when this is the last. */
export interface Page<P> {
  readonly page: P;
  readonly next?: string | undefined;
}

/**
 * Follows pages to the last one. Empty pages that name a next one are followed; a token or link that came before
 * ends with an error instead of an endless loop.
 *
 * @param what names the list in the error: `stripe invoices`
 * @param fetchPage gets the page of a token, the first one for undefined
 * @throws PageLoopError
 *
 * @example
 * for await (const page of paginate("example invoices", async (token) => {
 *   const body = await client.getJson("invoices", { page: token }, signal);
 *   return { page: parseInvoices(body), next: parseNext(body) };
 * })) yield* page;
 */
export async function* paginate<P>(
  what: string,
  fetchPage: (token: string | undefined) => Promise<Page<P>>,
  first?: string,
): AsyncGenerator<P, void, undefined> {
  const seen = new Set<string>();
  let token = first;
  for (;;) {
    if (token !== undefined) seen.add(token);
    const { page, next } = await fetchPage(token);
    yield page;
    if (next === undefined || next === "") return;
    if (seen.has(next)) throw new PageLoopError(what);
    token = next;
  }
}
